// StartSyncExecution goes to `sync-` and the host of the endpoint, as AWS has it. For 127.0.0.1 that is a name which no
// resolver knows and which, as it ends in a number, no certificate can carry.
import dns from 'node:dns'
import tls from 'node:tls'

const host = (name) => (name === 'sync-127.0.0.1' ? '127.0.0.1' : name)
const { lookup } = dns
dns.lookup = (name, ...rest) => lookup(host(name), ...rest)
const { checkServerIdentity } = tls
tls.checkServerIdentity = (name, certificate) => checkServerIdentity(host(name), certificate)
