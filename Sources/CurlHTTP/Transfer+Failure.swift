import AWSCore
import CCurl

extension Transfer {
    /// What became of a transfer that libcurl ended.
    func outcome(_ code: CURLcode) -> TransportError? {
        code == CURLE_OK ? nil : failure(code, message: message(for: code))
    }

    /// A failure that libcurl doesn't know of, at the phase that the transfer has reached.
    func failure(_ reason: TransportError.Reason = .failed, message: String) -> TransportError {
        TransportError(phase: phase(CURLE_OK), reason: reason, host: host, message: message)
    }

    private var host: String { submission?.request.host ?? "" }

    private func failure(_ code: CURLcode, message: String) -> TransportError {
        if wasRepeatRefused {
            return TransportError(phase: .receive, host: host, message: "the connection ended before an answer came")
        }
        if wasTooLarge || code == CURLE_FILESIZE_EXCEEDED {
            return TransportError(phase: .receive, reason: .tooLarge, host: host, message: message)
        }
        return TransportError(phase: phase(code), reason: Self.reason(code), host: host, message: message)
    }

    private static func reason(_ code: CURLcode) -> TransportError.Reason {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CACERT_BADFILE:
            .untrusted
        default:
            .failed
        }
    }

    /// How far the exchange had come. Nothing of a request has left before `hasStarted`; from then on no code of
    /// libcurl's says for sure that nothing did.
    private func phase(_ code: CURLcode) -> TransportError.Phase {
        if hasStarted {
            let isSent = easy.info(offset: CURLINFO_SIZE_UPLOAD_T) >= submission?.request.body.count ?? 0
            return code == CURLE_SEND_ERROR || !isSent ? .send : .receive
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED,
            CURLE_UNSUPPORTED_PROTOCOL:
            return .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY:
            return .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .tls
        default:
            return phaseBySteps()
        }
    }

    /// libcurl notes when a step ended; the first without a note is where it stood.
    private func phaseBySteps() -> TransportError.Phase {
        if easy.info(offset: CURLINFO_NAMELOOKUP_TIME_T) == 0 { return .resolve }
        // The time of the connection is noted after the TLS handshake only; the server's port is known once it stands.
        let isConnected = easy.info(CURLINFO_PRIMARY_PORT) != 0 || easy.info(offset: CURLINFO_CONNECT_TIME_T) != 0
        guard isConnected else { return .connect }
        guard let request = submission?.request, request.isTLS else { return .connect }
        // A tunnel through a proxy comes before the handshake with the host.
        let isTunnelled = request.proxy == nil || easy.info(CURLINFO_HTTP_CONNECTCODE) / 100 == 2
        return isTunnelled ? .tls : .connect
    }
}
