import type { AwsResponse } from './service.ts'
import type { SignatureProblem } from './verify-signature.ts'
import { errorResponse, type Protocol, type WireError } from './wire-error.ts'

/** Refuses a request whose signature is not that of who it says it is, as AWS does. */
export function badSignature(protocol: Protocol, problem: SignatureProblem): AwsResponse {
  return errorResponse(protocol, errorOf(protocol, problem))
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
function errorOf(protocol: Protocol, problem: SignatureProblem): WireError {
  switch (problem) {
    case 'headers not signed': {
      const message = 'There were headers present in the request which were not signed'
      return { status: 403, code: denied(protocol), message }
    }
    case 'other version': {
      const message = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.'
      return { status: 400, code: protocol === 'rest-xml' ? 'InvalidRequest' : incomplete(protocol), message }
    }
    case 'expired':
      return { status: status(protocol), code: mismatch(protocol), message: 'Signature expired' }
    case 'mismatch': {
      const advice =
        protocol === 'rest-xml'
          ? 'Check your key and signing method.'
          : 'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
      const message = `The request signature we calculated does not match the signature you provided. ${advice}`
      return { status: status(protocol), code: mismatch(protocol), message }
    }
  }
}

const isXml = (protocol: Protocol) => protocol === 'rest-xml' || protocol === 'query'
const mismatch = (protocol: Protocol) => (isXml(protocol) ? 'SignatureDoesNotMatch' : 'InvalidSignatureException')
const denied = (protocol: Protocol) => (isXml(protocol) ? 'AccessDenied' : 'AccessDeniedException')
const incomplete = (protocol: Protocol) => (isXml(protocol) ? 'IncompleteSignature' : 'IncompleteSignatureException')

/** 400 where the body names the error, as in JSON. */
const status = (protocol: Protocol) => (protocol === 'json-1.0' || protocol === 'json-1.1' ? 400 : 403)
