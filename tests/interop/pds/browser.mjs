// SPDX-License-Identifier: Apache-2.0
// What a user does at the server of accounts ($PDS), and a browser for it, without a page:
//   create NAME [KEY]               makes the account NAME.pds.example.org, with a rotation key before the server's own; prints its DID
//   rename NAME NEW                 gives it another handle of the server's
//   sign-in ADDRESS NAME [reject]   opens the address that tiles prints, signs in as NAME, agrees or not, and follows the browser back
import { request } from 'node:http'

const origin = 'https://pds.example.org'
const here = `http://${process.env.PDS}`
const password = 'correct horse'
const cookies = new Map()

// Not fetch(), which says by itself what kind of request it makes.
async function ask(address, headers, body) {
  const answer = await new Promise((resolve, reject) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent = request(address.replace(origin, here), { method: body === undefined ? 'GET' : 'POST', headers: { cookie, ...headers } }, resolve)
    sent.on('error', reject)
    sent.end(body && JSON.stringify(body))
  })
  for (const line of answer.headers['set-cookie'] ?? []) {
    const [name, ...value] = line.split(';')[0].split('=')
    cookies.set(name, value.join('='))
  }
  let text = ''
  for await (const piece of answer) text += piece
  if (answer.statusCode >= 400) throw new Error(`${address}: ${answer.statusCode} ${text.match(/error_description[^}]*/)?.[0] ?? text.slice(0, 500)}`)
  return { text, location: answer.headers.location }
}

async function call(method, body, token) {
  const { text } = await ask(`${origin}/xrpc/${method}`, { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, body)
  return text && JSON.parse(text)
}

async function create(name, recoveryKey) {
  const { did } = await call('com.atproto.server.createAccount', { handle: `${name}.pds.example.org`, email: `${name}@example.org`, password, recoveryKey })
  console.log(did)
}

async function rename(name, to) {
  const { accessJwt } = await call('com.atproto.server.createSession', { identifier: `${name}.pds.example.org`, password })
  await call('com.atproto.identity.updateHandle', { handle: `${to}.pds.example.org` }, accessJwt)
}

const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

async function signIn(address, name, reject) {
  await ask(address, { ...navigation, 'sec-fetch-site': 'cross-site' })
  // What the page's own program asks of the server.
  const api = async (endpoint, body, token) => {
    const { text } = await ask(`${origin}/@atproto/oauth-provider/~api/${endpoint}`, {
      'content-type': 'application/json', 'sec-fetch-mode': 'same-origin', 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty',
      origin, referer: address, 'x-csrf-token': cookies.get('csrf-token'), ...(token && { authorization: `Bearer ${token}` }),
    }, body)
    return JSON.parse(text)
  }
  const { account, ephemeralToken } = await api('sign-in', { locale: 'en', username: `${name}.pds.example.org`, password, remember: false })
  const { url } = reject ? await api('reject', {}) : await api('consent', { did: account.did, scope: 'atproto' }, ephemeralToken)
  const { location } = await ask(url, { ...navigation, 'sec-fetch-site': 'same-origin', referer: address })
  console.log((await ask(location, {})).text.trim())
}

const [what, ...rest] = process.argv.slice(2)
await { create, rename, 'sign-in': signIn }[what](...rest)
