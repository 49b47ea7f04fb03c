// SPDX-License-Identifier: Apache-2.0
// The directory server of did:plc, npm package @did-plc/server, with its database in memory, on a port of the loopback interface. Says
// which port when it answers.
process.env.LOG_ENABLED = 'false'
const { default: plc } = await import('@did-plc/server')
const listening = await plc.PlcServer.create({ db: plc.Database.mock(), port: 0 }).start()
console.log(`port ${listening.address().port}`)
