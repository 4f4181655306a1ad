#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>

// Swift cannot call C functions with variable arguments. libcurl declares its setters and getters that way, so each
// kind of argument has one typed function here. curl/curl.h also defines macros of the same names that check types in
// C; the parentheses around the names keep them out.

// Options that take a number, an on/off switch or a bit mask.
static inline CURLcode ccurl_easy_setopt_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

// Options whose name ends in _LARGE.
static inline CURLcode ccurl_easy_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(handle, option, value);
}

// Options that take a zero-terminated string, which libcurl copies; NULL resets the option.
static inline CURLcode ccurl_easy_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

// Options that keep a pointer: user data, request body, error buffer.
static inline CURLcode ccurl_easy_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return (curl_easy_setopt)(handle, option, value);
}

// Options that keep a header list, which stays the caller's.
static inline CURLcode ccurl_easy_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return (curl_easy_setopt)(handle, option, value);
}

// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which share a signature.
typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode ccurl_easy_setopt_data_callback(CURL *handle, CURLoption option, ccurl_data_callback value) {
    return (curl_easy_setopt)(handle, option, value);
}

// CURLOPT_PREREQFUNCTION.
static inline CURLcode ccurl_easy_setopt_prereq_callback(CURL *handle, CURLoption option, curl_prereq_callback value) {
    return (curl_easy_setopt)(handle, option, value);
}

// CURLOPT_SOCKOPTFUNCTION.
static inline CURLcode ccurl_easy_setopt_sockopt_callback(CURL *handle, CURLoption option, curl_sockopt_callback value) {
    return (curl_easy_setopt)(handle, option, value);
}

// CURLINFO_ values of type long.
static inline CURLcode ccurl_easy_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

// CURLINFO_ values of type curl_off_t: sizes, and times in microseconds.
static inline CURLcode ccurl_easy_getinfo_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

// CURLINFO_PRIVATE.
static inline CURLcode ccurl_easy_getinfo_pointer(CURL *handle, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(handle, info, (char **)value);
}

// Options of the multi handle that take a number.
static inline CURLMcode ccurl_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

// CURLMOPT_SOCKETDATA and CURLMOPT_TIMERDATA.
static inline CURLMcode ccurl_multi_setopt_pointer(CURLM *multi, CURLMoption option, void *value) {
    return (curl_multi_setopt)(multi, option, value);
}

// CURLMOPT_SOCKETFUNCTION.
static inline CURLMcode ccurl_multi_setopt_socket_callback(CURLM *multi, CURLMoption option,
                                                           curl_socket_callback value) {
    return (curl_multi_setopt)(multi, option, value);
}

// CURLMOPT_TIMERFUNCTION.
static inline CURLMcode ccurl_multi_setopt_timer_callback(CURLM *multi, CURLMoption option,
                                                          curl_multi_timer_callback value) {
    return (curl_multi_setopt)(multi, option, value);
}

// CURLMsg holds its result in a union, which Swift imports as overlapping memory.
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
