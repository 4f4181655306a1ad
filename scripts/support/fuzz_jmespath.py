"""Writes random JMESPath expressions and documents with what jmespath.py makes of them, one JSON array a line:
[expression, document, outcome], where outcome is ["ok", result] or [kind of error].

usage: fuzz_jmespath.py COUNT SEED

Where the Swift code differs from jmespath.py on purpose, the classes `Grammar` and `Meaning` change jmespath.py first. These are
all the differences, each with its reason.
"""

import json
import math
import random
import sys

import jmespath
from jmespath import ast, exceptions, functions, lexer, parser, visitor


class NoJSON(ValueError):
    """JSON that Python reads and RFC 8259 does not know."""


def strict_loads(text):
    """NaN and Infinity are no JSON, and neither is half of a surrogate pair."""
    def refuse(name):
        raise NoJSON(name)
    value = json.loads(text, parse_constant=refuse)
    json.dumps(value, ensure_ascii=False).encode()
    return value


class StrictLexer(lexer.Lexer):
    def _consume_literal(self):
        """A literal that begins like an array, an object or a string must be one: jmespath.py takes `[1` for a text."""
        start = self._position
        lexeme = self._consume_until('`').replace('\\`', '`')
        try:
            value = strict_loads(lexeme)
        except ValueError:
            text = lexeme.lstrip(' \t\n\r')
            if text[:1] in ('[', '{', '"') and text:
                raise lexer.LexerError(start, lexeme, 'not JSON')
            try:
                value = strict_loads('"%s"' % text)
            except ValueError:
                raise lexer.LexerError(start, lexeme, 'not JSON')
        return {'type': 'literal', 'value': value, 'start': start, 'end': self._position - start}


class Grammar(parser.Parser):
    """jmespath.py parses more than the grammar of the specification allows."""

    def _parse(self, expression):
        self._tokens = list(StrictLexer().tokenize(expression))
        self._index = 0
        parsed = self._expression(binding_power=0)
        if self._current_token() != 'eof':
            raise self.refusal('unexpected token')
        return parser.ParsedResult(expression, parsed)

    def refusal(self, message):
        token = self._lookahead_token(0)
        return exceptions.ParseError(token['start'], token['value'], token['type'], message)

    def _token_nud_expref(self, token):
        """`&expression` is an argument of a function and nothing else."""
        raise self.refusal('expression reference')

    def _token_led_lparen(self, left):
        """A function is called by its name, not by `(name)(…)`; its arguments are parted by commas, and none trails."""
        if left['type'] != 'field' or self._lookahead_token(-2)['type'] != 'unquoted_identifier':
            raise self.refusal('invalid function name')
        arguments = []
        while self._current_token() != 'rparen':
            if arguments:
                self._match('comma')
            if self._current_token() == 'expref':
                self._advance()
                arguments.append(ast.expref(self._expression()))
            else:
                arguments.append(self._expression())
        self._match('rparen')
        return ast.function_expression(left['value'], arguments)

    def _parse_multi_select_hash(self):
        """The members of a hash are parted by commas."""
        pairs = []
        while True:
            key = self._lookahead_token(0)
            self._match_multiple_tokens(['quoted_identifier', 'unquoted_identifier'])
            self._match('colon')
            pairs.append(ast.key_val_pair(key['value'], self._expression(0)))
            if self._current_token() == 'rbrace':
                self._match('rbrace')
                return ast.multi_select_dict(pairs)
            self._match('comma')

    def _parse_slice_expression(self):
        """Between two colons of a slice stands at most one number."""
        parts = [None]
        while self._current_token() != 'rbracket':
            if self._current_token() == 'colon' and len(parts) < 3:
                parts.append(None)
            elif self._current_token() == 'number' and parts[-1] is None:
                parts[-1] = self._lookahead_token(0)['value']
            else:
                raise self.refusal('slice')
            self._advance()
        self._match('rbracket')
        return ast.slice(*(parts + [None, None])[:3])

    def _token_led_lbracket(self, left):
        """A slice is a projection, also one that follows an index: jmespath.py forgets that for `a[0][1:]`."""
        if self._current_token() in ('number', 'colon'):
            return self._project_if_slice(left, self._parse_index_expression())
        return super()._token_led_lbracket(left)


def is_same(left, right):
    """A boolean is never equal to a number: jmespath.py knows that only at the top, not in `[true] == [1]`."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(left[key], right[key]) for key in left)
    return left == right


class Meaning(functions.Functions):
    def call_function(self, name, arguments):
        """No function takes `&expression` for a value: jmespath.py lets it into those that take any."""
        signature = self.FUNCTION_TABLE.get(name, {}).get('signature')
        if signature and (len(arguments) == len(signature) or signature[-1].get('variadic') and arguments):
            for index, argument in enumerate(arguments):
                types = signature[min(index, len(signature) - 1)]['types']
                if isinstance(argument, visitor._Expression) and 'expref' not in types:
                    raise TypeError('an expression')
        return super().call_function(name, arguments)

    @functions.signature({'types': ['array', 'string']}, {'types': []})
    def _func_contains(self, subject, search):
        return any(is_same(item, search) for item in subject) if isinstance(subject, list) else search in subject

    @functions.signature({'types': []})
    def _func_to_string(self, value):
        """Characters outside of ASCII stay as they are."""
        return value if isinstance(value, str) else json.dumps(value, separators=(',', ':'), ensure_ascii=False)

    @functions.signature({'types': []})
    def _func_to_number(self, value):
        """A number as JSON writes it: Python's int() and float() also read `1_0`, `+1`, `0x1`, `nan`."""
        if isinstance(value, str):
            try:
                value = strict_loads(value)
            except ValueError:
                return None
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    @functions.signature({'types': ['object'], 'variadic': True})
    def _func_merge(self, *arguments):
        """Every argument must be an object: jmespath.py checks the first one only."""
        merged = {}
        for argument in arguments:
            if not isinstance(argument, dict):
                raise TypeError('not an object')
            merged.update(argument)
        return merged


visitor.TreeInterpreter.COMPARATOR_FUNC['eq'] = is_same
visitor.TreeInterpreter.COMPARATOR_FUNC['ne'] = lambda left, right: not is_same(left, right)
lexer.loads = strict_loads


def outcome(expression, document):
    try:
        result = Grammar()._do_parse(expression).search(document, jmespath.Options(custom_functions=Meaning()))
        return ['ok', result]
    except exceptions.ArityError:
        return ['invalid-arity']
    except (exceptions.JMESPathTypeError, TypeError):
        return ['invalid-type']
    except exceptions.UnknownFunctionError:
        return ['unknown-function']
    # A parser of jmespath.py that looks past the last token.
    except (exceptions.JMESPathError, IndexError):
        return ['syntax']
    except (ValueError, OverflowError):
        return ['invalid-value']


NAMES = ['a', 'b', 'c', 'foo', '_x1', 'A']
TEXTS = ['', 'a', 'b', 'abc', 'ab', 'Zebra', '0', '10', '-1.5', '1e3', ' 7 ', 'é', 'e\u0301', '\U0001F600', 'x\ny', 'c"d', "it's", 'back\\slash']
NUMBERS = [0, 1, -1, 2, 3, 10, 100, -7, 1.0, 0.5, -2.25, 1e3, 1e-7, 12345678901, 9007199254740993, 9007199254740992.0]
TOKENS = NAMES + ['"a"', '"b c"', "'a'", '`1`', '`"x"`', '`[1, 2]`', '`{"a": 1}`', '`text`', '.', '*', '[', ']', '[]', '[?', '[*]', '[0]', '[-1]',
                  '[1:]', '[::-1]', '(', ')', '{', '}', ',', ':', '@', '&', '|', '||', '&&', '!', '==', '!=', '<', '<=', '>', '>=', '1', '-2', ' ',
                  'length(', 'abs(', 'sort(', 'map(&', '=', '#', '-', "'", '"', '`', '\\', '{a: b}', '[a, b]', '99999999999999999999']
FUNCTIONS = sorted(functions.Functions.FUNCTION_TABLE)


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def document(self, depth=0):
        kind = self.random.randrange(6 if depth > 3 else 12)
        if kind == 0:
            return None
        if kind == 1:
            return self.chance(0.5)
        if kind <= 3:
            return self.random.choice(NUMBERS)
        if kind <= 5:
            return self.random.choice(TEXTS)
        count = self.random.randrange(5)
        if kind <= 8:
            if self.chance(0.3):
                return [self.random.choice(NUMBERS) for _ in range(count)]
            if self.chance(0.3):
                return [self.random.choice(TEXTS) for _ in range(count)]
            return [self.document(depth + 1) for _ in range(count)]
        return {self.random.choice(NAMES): self.document(depth + 1) for _ in range(count)}

    def name(self):
        name = self.random.choice(NAMES)
        return json.dumps(name) if self.chance(0.1) else name

    def number(self):
        if self.chance(0.03):
            return self.random.choice(['9223372036854775807', '-9223372036854775808', '99999999999999999999', '-99999999999999999999', '007', '-0'])
        return str(self.random.randrange(-6, 7))

    def literal(self):
        if self.chance(0.3):
            return "'%s'" % self.random.choice(TEXTS).replace("'", "\\'")
        if self.chance(0.1):
            return '`%s`' % self.random.choice(['2020-01-01', 'text', ' x', 'NaN', '01', '', 'a b'])
        return '`%s`' % json.dumps(self.document(2), ensure_ascii=self.chance(0.5)).replace('`', '\\`')

    def slice(self):
        def bound(step=False):
            return '' if self.chance(0.4) else self.number()
        text = bound() + ':' + bound()
        return text + (':' + bound() if self.chance(0.5) else '')

    def argument(self, depth, function, index):
        """One that the function takes, most of the time."""
        signature = functions.Functions.FUNCTION_TABLE.get(function, {'signature': [{'types': []}]})['signature']
        types = signature[min(index, len(signature) - 1)]['types']
        if ('expref' in types) != self.chance(0.03):
            return '&' + (self.random.choice(['@', self.name(), 'length(@)']) if self.chance(0.5) else self.expression(depth))
        if types and self.chance(0.6):
            value = self.value(self.random.choice(types))
            return '`%s`' % json.dumps(value, ensure_ascii=False).replace('`', '\\`')
        return self.expression(depth)

    def value(self, kind):
        choice, count = self.random.choice, range(self.random.randrange(6))
        if kind == 'array':
            name = choice(NAMES)
            return [{name: choice(NUMBERS + TEXTS[:3])} for _ in count] if self.chance(0.5) else [choice(NUMBERS) for _ in count]
        if kind == 'object':
            return {choice(NAMES): choice(TEXTS) for _ in count}
        if kind.startswith('array-'):
            return [self.value(kind[6:]) for _ in count]
        return choice(NUMBERS) if kind == 'number' else choice(TEXTS)

    def call(self, depth):
        name = 'nothing' if self.chance(0.02) else self.random.choice(FUNCTIONS)
        signature = functions.Functions.FUNCTION_TABLE.get(name, {'signature': [{}]})['signature']
        count = len(signature) + (self.random.choice([-1, 1, 2]) if self.chance(0.05) else 0)
        if signature[-1].get('variadic'):
            count += self.random.randrange(3)
        return '%s(%s)' % (name, ', '.join(self.argument(depth + 1, name, index) for index in range(count)))

    def list(self, depth):
        return '[%s]' % ', '.join(self.expression(depth + 1) for _ in range(self.random.randrange(1, 4)))

    def hash(self, depth):
        return '{%s}' % ', '.join('%s: %s' % (self.name(), self.expression(depth + 1)) for _ in range(self.random.randrange(1, 4)))

    def primary(self, depth):
        kind = self.random.randrange(8 if depth > 3 else 20)
        if kind <= 3:
            return self.name()
        if kind == 4:
            return '@'
        if kind <= 6:
            return self.literal()
        if kind == 7:
            return self.random.choice(['*', '[*]', '[]', '[%s]' % self.number(), '[%s]' % self.slice()])
        if kind <= 12:
            return self.call(depth)
        if kind == 13:
            return '(%s)' % self.expression(depth + 1)
        if kind == 14:
            return '!' + self.primary(depth + 1)
        if kind == 15:
            return '[?%s]' % self.expression(depth + 1)
        return self.list(depth) if kind <= 17 else self.hash(depth)

    def suffix(self, depth):
        kind = self.random.randrange(12)
        if kind <= 3:
            return '.' + self.name()
        if kind == 4:
            return '[%s]' % self.number()
        if kind == 5:
            return '[%s]' % self.slice()
        if kind <= 7:
            return self.random.choice(['[*]', '[]', '.*'])
        if kind == 8:
            return '[?%s]' % self.expression(depth + 1)
        if kind == 9:
            return '.' + self.list(depth)
        return '.' + (self.hash(depth) if kind == 10 else self.call(depth))

    def expression(self, depth=0):
        text = self.primary(depth)
        while self.chance(0.45 if depth < 3 else 0.2):
            text += self.suffix(depth)
        if self.chance(0.25 if depth < 3 else 0.05):
            sign = self.random.choice([' | ', '||', ' && ', '==', '!=', ' < ', '<=', '>', ' >= '])
            text += sign + self.expression(depth + 1)
        return text

    def mutated(self, text):
        for _ in range(self.random.randrange(1, 4)):
            place = self.random.randrange(len(text) + 1)
            end = place if self.chance(0.5) else place + self.random.randrange(4)
            text = text[:place] + (self.random.choice(TOKENS) if self.chance(0.7) else '') + text[end:]
        return text

    def case(self):
        kind = self.random.randrange(10)
        if kind == 0:
            text = ''.join(self.random.choice(TOKENS) for _ in range(self.random.randrange(1, 12)))
        else:
            text = self.expression()
            if kind <= 2:
                text = self.mutated(text)
        return text, self.document()


def is_writable(value):
    """Whether JSON can hold the value: what has become infinite it cannot."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(map(is_writable, value))
    return all(map(is_writable, value.values())) if isinstance(value, dict) else True


def main(count, seed):
    generator = Generator(seed)
    written = 0
    while written < count:
        expression, document = generator.case()
        found = outcome(expression, document)
        if found[0] == 'ok' and not is_writable(found[1]):
            continue
        print(json.dumps([expression, document, found]))
        written += 1


if __name__ == '__main__':
    main(int(sys.argv[1]), int(sys.argv[2]))
