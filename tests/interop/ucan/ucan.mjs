// SPDX-License-Identifier: Apache-2.0
// What the npm package iso-ucan says of a chain, or a chain that it makes. One JSON object in, one out, by line.
//   {"do":"verify","invocation":BASE64,"proofs":[BASE64…]}      -> {"ok":true} or {"ok":false,"why":TEXT}
//   {"do":"measure","rounds":N,…as verify…}                     -> {"median_us":NUMBER}
//   {"do":"make","kinds":["ed25519"|"p256"|"k256"…],"cmd":TEXT,"pol":[…],"args":{…}} -> {"invocation":BASE64,"proofs":[…],"dids":[…]}
import { createInterface } from 'node:readline'
import { Delegation } from 'iso-ucan/delegation'
import { Invocation } from 'iso-ucan/invocation'
import { ECDSASigner } from 'iso-signatures/signers/ecdsa.js'
import { EdDSASigner } from 'iso-signatures/signers/eddsa.js'
import { ES256KSigner } from 'iso-signatures/signers/es256k.js'
import * as ecdsa from 'iso-signatures/verifiers/ecdsa.js'
import * as eddsa from 'iso-signatures/verifiers/eddsa.js'
import { Resolver } from 'iso-signatures/verifiers/resolver.js'

const verifierResolver = new Resolver({ ...ecdsa.verifier, ...eddsa.verifier })
const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'))
const text = (array) => Buffer.from(array).toString('base64')
const later = Math.floor(Date.now() / 1000) + 3600

const makers = {
  ed25519: () => EdDSASigner.generate(),
  p256: () => ECDSASigner.generate('P-256'),
  k256: () => ES256KSigner.generate(),
}

async function verify({ invocation, proofs }) {
  const found = new Map()
  for (const each of proofs) {
    const delegation = await Delegation.from({ bytes: bytes(each), verifierResolver })
    found.set(delegation.cid.toString(), delegation)
  }
  await Invocation.from({
    bytes: bytes(invocation),
    verifierResolver,
    resolveProof: async (cid) => found.get(cid.toString()),
  })
  return { ok: true }
}

async function measure(request) {
  const times = []
  for (let i = 0; i < request.rounds; ++i) {
    const begin = process.hrtime.bigint()
    await verify(request)
    times.push(Number(process.hrtime.bigint() - begin) / 1000)
  }
  times.sort((a, b) => a - b)
  return { median_us: times[times.length >> 1] }
}

// The first kind is the subject's; each of the others is granted by the one before it, and the last one invokes.
async function make({ kinds, cmd, pol, args }) {
  const signers = []
  for (const kind of kinds) signers.push(await makers[kind]())
  const proofs = []
  for (let i = 0; i + 1 < signers.length; ++i) {
    proofs.push(await Delegation.create({
      iss: signers[i], aud: signers[i + 1].did, sub: signers[0].did, cmd, pol: i === 0 ? [] : pol, exp: later, verifierResolver,
    }))
  }
  const invocation = await Invocation.create({
    iss: signers.at(-1), sub: signers[0].did, cmd, args, prf: proofs, exp: later, verifierResolver,
  })
  return { invocation: text(invocation.bytes), proofs: proofs.map((each) => text(each.bytes)), dids: signers.map((each) => each.did) }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  let answer
  try {
    answer = await { make, measure, verify }[request.do](request)
  } catch (error) {
    answer = { ok: false, why: String(error.message) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
