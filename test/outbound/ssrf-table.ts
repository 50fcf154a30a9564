// What strangers may name and nobody fetches: tried on the client of its own (test/outbound), and on the
// running service (test/verifications/ssrf.test.ts).
import type { LookupFunction } from 'node:net'

/** The worst name server: every name that it is asked for leads to this machine. */
export const everythingIsHere = (): { lookup: LookupFunction; asked: Set<string> } => {
  const asked = new Set<string>()
  const lookup: LookupFunction = (hostname, _options, callback) => {
    asked.add(hostname)
    callback(null, [{ address: '127.0.0.1', family: 4 }])
  }
  return { lookup, asked }
}

/** URLs that are fetched by nobody. PORT stands for the port of a server that must not be contacted. */
export const neverFetched = [
  // IPv4 in every notation that the URL standard reads
  'https://127.0.0.1:PORT/',
  'https://127.0.0.1.:PORT/',
  'https://127.1:PORT/',
  'https://127.0.1:PORT/',
  'https://2130706433:PORT/',
  'https://0x7f000001:PORT/',
  'https://0x7F.0x0.0x0.0x1:PORT/',
  'https://0177.0.0.01:PORT/',
  'https://017700000001:PORT/',
  'https://127.0.0.0x1:PORT/',
  'https://127.255.255.254:PORT/',
  'https://0:PORT/',
  'https://0.0.0.0:PORT/',
  'https://0.1.2.3:PORT/',
  'https://10.0.0.1:PORT/',
  'https://0xa.1:PORT/',
  'https://172.16.0.1:PORT/',
  'https://172.31.255.255:PORT/',
  'https://192.168.1.1:PORT/',
  'https://3232235777:PORT/',
  'https://100.64.0.1:PORT/',
  'https://100.100.100.200/latest/meta-data/',
  'https://169.254.169.254/latest/meta-data/',
  'https://0xa9fea9fe/latest/meta-data/',
  'https://0251.0376.0251.0376/latest/meta-data/',
  'https://168.63.129.16/machine',
  'https://192.0.0.192/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://203.0.113.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  // IPv6
  'https://[::1]:PORT/',
  'https://[0:0:0:0:0:0:0:1]:PORT/',
  'https://[::]:PORT/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'https://[::ffff:7f00:1]:PORT/',
  'https://[::ffff:169.254.169.254]:PORT/',
  'https://[::ffff:8.8.8.8]:PORT/',
  'https://[::127.0.0.1]:PORT/',
  'https://[64:ff9b::127.0.0.1]:PORT/',
  'https://[64:ff9b:1::10.0.0.1]:PORT/',
  'https://[2002:7f00:1::]:PORT/',
  'https://[2001:0:7f00:1::]:PORT/',
  'https://[fe80::1]:PORT/',
  'https://[fec0::1]:PORT/',
  'https://[fc00::1]:PORT/',
  'https://[fd00:ec2::254]/latest/meta-data/',
  'https://[ff02::1]:PORT/',
  'https://[2001:db8::1]:PORT/',
  // names that are local, whatever they resolve to, and names that resolve to here
  'https://localhost:PORT/',
  'https://LOCALHOST:PORT/',
  'https://localhost.:PORT/',
  'https://issuer.localhost:PORT/',
  'https://ip6-localhost:PORT/',
  'https://metadata:PORT/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://metadata.google.internal./computeMetadata/v1/',
  'https://printer.local:PORT/',
  'https://nas.home.arpa:PORT/',
  'https://127.0.0.1.nip.io:PORT/',
  'https://issuer.example.com:PORT/',
  'https://issuer.example.com.:PORT/',
  // characters that the URL standard maps to others
  'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
  'https://１２７.０.０.１:PORT/',
  'https://127。0。0。1:PORT/',
  'https://①②⑦.⓪.⓪.①:PORT/',
  'https://lo\u00adcalhost:PORT/',
  'https://127.0.0.1%2f@issuer.example.com:PORT/',
  'https://127.0.0.1\\@issuer.example.com:PORT/',
  'https:127.0.0.1:PORT/',
  ' \thttps://local\nhost:PORT/ ',
  'https://%31%32%37.0.0.1:PORT/',
  'https://%6c%6f%63%61%6c%68%6f%73%74:PORT/',
  'https://[::ffff:0x7f.1]@127.0.0.1:PORT/',
  // letters of other alphabets that look like those of a local name
  'https://l\u043ecalhost:PORT/',
  'https://lo\u0441alhost.localdomain.local:PORT/',
  // names that many resolvers know without asking, and those of clouds and containers
  'https://localhost.localdomain:PORT/',
  'https://broadcasthost:PORT/',
  'https://host.docker.internal:PORT/',
  'https://kubernetes.default.svc.cluster.local:PORT/',
  'https://instance-data:PORT/latest/meta-data/',
  // user names and passwords
  'https://issuer:hush@issuer.example.com:PORT/',
  'https://issuer@issuer.example.com:PORT/',
  'https://:hush@issuer.example.com:PORT/',
  'https://issuer.example.com@127.0.0.1:PORT/',
  // other schemes
  'http://127.0.0.1:PORT/',
  'http://issuer.example.com:PORT/',
  'http://8.8.8.8:PORT/',
  'ws://127.0.0.1:PORT/',
  'wss://127.0.0.1:PORT/',
  'ftp://127.0.0.1:PORT/',
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'data:application/json,{}',
  'blob:https://issuer.example.com/0b8a7c5e',
  'about:blank',
  'javascript:1',
  'gopher://127.0.0.1:PORT/_GET',
  'jar:https://127.0.0.1:PORT/',
  'unix:/var/run/docker.sock',
  'did:web:127.0.0.1',
]

/** The names among them that are looked up at all. */
export const lookedUp = [
  '127.0.0.1.nip.io',
  'issuer.example.com',
  'issuer.example.com.',
  'localhost.localdomain',
]

/** URLs that are not even fetched in development, where http and loopback addresses are. */
export const stillRefused = [
  'http://10.0.0.1:PORT/',
  'https://10.0.0.1:PORT/',
  'http://192.168.1.1:PORT/',
  'http://169.254.169.254/',
  'https://169.254.169.254/',
  'http://0.0.0.0:PORT/',
  'http://[::]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'http://issuer.example.com:PORT/',
  'http://localhost.example.com:PORT/',
  'http://notlocalhost:PORT/',
  'http://8.8.8.8/',
  'http://issuer:hush@127.0.0.1:PORT/',
  'http://issuer@127.0.0.1:PORT/',
  'http://:hush@127.0.0.1:PORT/',
  'ftp://127.0.0.1:PORT/',
]

/** Where a server that may be asked redirects to, and nobody follows; in development. */
export const refusedRedirects = [
  'https://10.0.0.1:PORT/',
  'http://10.0.0.1:PORT/',
  'https://192.168.0.1:PORT/',
  'http://169.254.169.254/latest/meta-data/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0:PORT/',
  'http://[::]:PORT/',
  'https://[fe80::1]:PORT/',
  'http://issuer.example.com:PORT/',
  'https://rebound.example.com:PORT/',
  'http://issuer:hush@127.0.0.1:PORT/',
  '//issuer:hush@127.0.0.1:PORT/',
  'ftp://127.0.0.1:PORT/',
  'file:///etc/passwd',
  'data:application/json,{}',
  'javascript:1',
]

/** What a name server answers for a name that is nobody's then. */
export const refusedAnswers = [
  ['127.0.0.1'],
  ['127.8.8.8'],
  ['0.0.0.0'],
  ['10.0.0.1'],
  ['172.16.0.1'],
  ['192.168.0.1'],
  ['100.64.0.1'],
  ['169.254.169.254'],
  ['168.63.129.16'],
  ['224.0.0.1'],
  ['255.255.255.255'],
  ['::'],
  ['::1'],
  ['::127.0.0.1'],
  ['::ffff:127.0.0.1'],
  ['::ffff:7f00:1'],
  ['64:ff9b::7f00:1'],
  ['2002:7f00:1::1'],
  ['fe80::1'],
  ['fe80::1%lo'],
  ['fd00:ec2::254'],
  ['ff02::1'],
  ['not an address'],
  // one bad among good ones
  ['8.8.8.8', '127.0.0.1'],
  ['127.0.0.1', '8.8.8.8'],
  ['2606:4700::1', '::1'],
]
