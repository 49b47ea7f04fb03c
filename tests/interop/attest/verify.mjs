// SPDX-License-Identifier: Apache-2.0
// verify.mjs FILE: whether @sigstore/verify takes the bundle of a JSON object with 'bundle', 'key' (PEM) and 'log' (an object
// with 'name', 'key' and 'id'; key as SubjectPublicKeyInfo, both in base64). Prints "verified" or why not, then exit code 1.
import { readFileSync } from 'node:fs';
import { createPublicKey } from 'node:crypto';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';

const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const root = TrustedRoot.fromJSON({
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [
    {
      baseUrl: `https://${asked.log.name}`,
      hashAlgorithm: 'SHA2_256',
      publicKey: { rawBytes: asked.log.key, keyDetails: 'PKIX_ED25519', validFor: { start: '1970-01-01T00:00:00Z' } },
      logId: { keyId: asked.log.id },
      checkpointKeyId: { keyId: asked.log.id },
    },
  ],
  certificateAuthorities: [],
  ctlogs: [],
  timestampAuthorities: [],
});
const trusted = toTrustMaterial(root, () => ({ publicKey: createPublicKey(asked.key), validFor: () => true }));
try {
  const entity = toSignedEntity(bundleFromJSON(asked.bundle));
  new Verifier(trusted, { tlogThreshold: 1, timestampThreshold: 0, ctlogThreshold: 0 }).verify(entity);
  console.log('verified');
} catch (error) {
  console.log(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
