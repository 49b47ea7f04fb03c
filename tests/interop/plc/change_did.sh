#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# change_did.sh: a did:plc at the real directory server ($PLC) from its creation to its end, as did_change.cli checks it. Each step leaves a file.
set -eu
did_of() { sed 's/.*"did":"\([^"]*\)".*/\1/' "$1"; }
thief() { "$NPM_ORACLES/node" "$NPM_ORACLES/plc/thief.mjs" "$@"; }
publish() {  # publish FILE COMMAND…: its JSON in FILE; the passphrase is the line of file 'pass'.
  file=$1
  shift
  tiles "$@" --passphrase-fd 3 --json 3<pass >"$file"
}

echo 'correct horse' >pass
publish account id create --store passphrase --name laptop 2>/dev/null
tiles id export-recovery --passphrase-fd 3 3<pass | grep -E '^ ?[0-9]+\. ' | sed 's/^ *[0-9]*\. //' | paste -sd' ' >words
publish made did create --handle Ana.example.com --service https://pds.example.com --rotation-key "$(thief key)"
did=$(did_of made)
echo "$did" >did
publish same did update "$did"
publish linked id link "$did"

# The keys of this device change, and the DID follows.
printf 'correct horse\nbattery staple\n' >two
tiles id rotate --passphrase-fd 3 3<two >rotated
echo 'battery staple' >pass
publish updated did update "$did" --handle ana.example.org
publish again id link "$did"

# The account is brought to another device.
tiles --home phone id recover --words-fd 0 --store passphrase --name phone --passphrase-fd 3 --json <words 3<pass >phone.account
publish phone.updated --home phone did update "$did"
publish phone.linked --home phone id link "$did"

# A thief with the weaker key renames the DID, and ends it.
thief rename "$did" eve.example.com
tiles did resolve "$did" --json >renamed
publish back did recover "$did"
thief tombstone "$did"
publish back.again did recover "$did"
tiles did recover "$did" --passphrase-fd 3 3<pass 2>nothing && exit 1

publish ended did tombstone "$did"
tiles did update "$did" --passphrase-fd 3 3<pass 2>refused && exit 1
curl -s "http://$PLC/$did/log/audit" >audit
