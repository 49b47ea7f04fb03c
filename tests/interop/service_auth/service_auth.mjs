// SPDX-License-Identifier: Apache-2.0
// What the npm packages @atproto/xrpc-server and @atproto/crypto say of a service token, or one that they make. One JSON object in, one out, by line.
//   {"do":"verify","token":TEXT,"aud":DID,"lxm":NSID,"key":"did:key:…"} -> {"ok":true,"iss":DID} or {"ok":false,"why":TEXT}
//   {"do":"make","kind":"p256"|"k256","iss":DID,"aud":DID,"lxm":NSID}   -> {"token":TEXT,"key":"did:key:…"}
import { createInterface } from 'node:readline'
import { P256Keypair, Secp256k1Keypair } from '@atproto/crypto'
import { createServiceJwt, verifyJwt } from '@atproto/xrpc-server'

async function verify({ token, aud, lxm, key }) {
  const payload = await verifyJwt(token, aud, lxm, async () => key)
  return { ok: true, iss: payload.iss }
}

async function make({ kind, iss, aud, lxm }) {
  const keypair = await (kind === 'p256' ? P256Keypair : Secp256k1Keypair).create()
  return { token: await createServiceJwt({ iss, aud, lxm, keypair }), key: keypair.did() }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  let answer
  try {
    answer = await { make, verify }[request.do](request)
  } catch (error) {
    answer = { ok: false, why: String(error.message) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
