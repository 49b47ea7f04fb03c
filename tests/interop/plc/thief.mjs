// SPDX-License-Identifier: Apache-2.0
// Somebody with a rotation key of a did:plc, by npm package @did-plc/lib: 'key' prints it, 'rename DID HANDLE' and 'tombstone DID' use it at $PLC.
import { Secp256k1Keypair } from '@atproto/crypto'
import { Client } from '@did-plc/lib'

// Nobody else's: the first key of AT Protocol's published vectors.
const key = await Secp256k1Keypair.import('9085d2bef69286a6cbb51623c8fa258629945cd55ca705cc4e66700396894e0c')
const directory = new Client(`http://${process.env.PLC}`)
const [what, did, handle] = process.argv.slice(2)
if (what === 'key') console.log(key.did())
else if (what === 'rename') await directory.updateHandle(did, key, handle)
else if (what === 'tombstone') await directory.tombstone(did, key)
else throw new Error(`no command '${what}'`)
