import net from 'node:net'
import tls from 'node:tls'

/** Whether a name is one of AWS's: of a service, of a bucket, or of what somebody runs there. */
export function isAwsName(host: string): boolean {
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|on\.aws)\.?$/i.test(host)
}

/** Where a machine of AWS asks for the credentials of its role. A function of the region must not get those of the developer's machine. */
const metadataAddresses = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::254',
  'fd00:ec2::23',
])

type Options = { host?: unknown; port?: unknown; path?: unknown; servername?: unknown; socket?: unknown }

/**
 * From now on whatever this thread opens to a name of AWS is a connection to the region, TLS or not, and there is no metadata service.
 * All clients of HTTP come through here: `http`, `https`, `fetch` and packages made of `net` and `tls`; so no SDK has to be told.
 * Requests keep their `Host`, which is what they were signed for.
 */
export function sendAwsNamesTo(endpoint: string): void {
  const { hostname: host, port } = new URL(endpoint)
  const region = { host, port: Number(port) }
  const { connect } = net.Socket.prototype
  const { connect: connectSecurely } = tls

  net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
    const { options, then } = argumentsOf(given)
    // Agents of HTTP have a `path` of null.
    const name = options.path ? '' : String(options.host ?? '')
    if (metadataAddresses.has(name)) return refuse(this, name)
    if (!isAwsName(name)) return Reflect.apply(connect, this, given)
    return Reflect.apply(connect, this, [{ ...options, ...region }, ...then])
  }
  tls.connect = (...given: unknown[]) => {
    const { options, then } = argumentsOf(given)
    if (!isAwsName(String(options.servername || options.host || ''))) return Reflect.apply(connectSecurely, tls, given)
    const socket = asSecure(net.connect({ ...(options as object), ...region, socket: undefined } as net.NetConnectOpts))
    for (const callback of then) socket.once('secureConnect', callback)
    return socket
  }
}

/** `connect(options, then)`, `connect(port, host, options, then)`, or the one list that Node makes of them. */
function argumentsOf(given: readonly unknown[]): { options: Options; then: (() => void)[] } {
  const list = Array.isArray(given[0]) ? given[0] : given
  const then = list.filter((one): one is () => void => typeof one === 'function')
  const objects = list.filter((one): one is Options => typeof one === 'object' && one !== null)
  const [port, host] = list
  const address = typeof port === 'object' ? {} : { port, ...(typeof host === 'string' && { host }) }
  return { options: Object.assign(address, ...objects), then }
}

/** A plain connection that says of itself what a verified TLS connection says. */
function asSecure(socket: net.Socket): tls.TLSSocket {
  socket.once('connect', () => socket.emit('secureConnect'))
  return Object.assign(socket, {
    encrypted: true,
    authorized: true,
    authorizationError: null,
    alpnProtocol: false,
    servername: false,
    getCipher: () => ({ name: 'none', standardName: 'none', version: 'none' }),
    getPeerCertificate: () => ({}),
    getProtocol: () => null,
    getSession: () => undefined,
    isSessionReused: () => false,
  }) as unknown as tls.TLSSocket
}

function refuse(socket: net.Socket, address: string): net.Socket {
  const message = `${address} gives credentials to machines of AWS, and this is the local region`
  process.nextTick(() => socket.destroy(Object.assign(new Error(message), { code: 'ECONNREFUSED', address })))
  return socket
}
