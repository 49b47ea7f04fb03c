// SPDX-License-Identifier: Apache-2.0
// A server of AT Protocol accounts, npm package @atproto/pds, that takes itself for https://pds.example.org and has its data in ./pds-data, on a port of the
// loopback interface; the directory of did:plc is at $PLC. Says which port when it answers.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'

const data = resolve('pds-data')
mkdirSync(`${data}/blocks`, { recursive: true })
const key = (digit) => digit.repeat(64)
Object.assign(process.env, {
  LOG_ENABLED: 'false',
  PDS_PORT: '0',
  PDS_HOSTNAME: 'pds.example.org',
  PDS_DATA_DIRECTORY: data,
  PDS_BLOBSTORE_DISK_LOCATION: `${data}/blocks`,
  PDS_DID_PLC_URL: `http://${process.env.PLC}`,
  PDS_INVITE_REQUIRED: 'false',
  PDS_JWT_SECRET: key('1'),
  PDS_ADMIN_PASSWORD: key('2'),
  PDS_DPOP_SECRET: key('3'),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: key('4'),
})
const { PDS, envToCfg, envToSecrets, readEnv } = await import('@atproto/pds')
const env = readEnv()
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
const server = await pds.start()
console.log(`port ${server.address().port}`)
