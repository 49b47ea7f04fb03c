#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sign_in.sh: accounts at a real server ($PDS) are linked, as sign_in.cli checks it: ana's, whose keys the server has, by sign-in; bob's, which names the
# account root, without. Each step leaves a file.
set -eu
browser() { "$NPM_ORACLES/node" "$NPM_ORACLES/pds/browser.mjs" "$@"; }
own() {  # own FILE COMMAND…: its JSON in FILE.
  file=$1
  shift
  tiles "$@" --passphrase-fd 3 --json 3<pass >"$file" 2>"$file.said"
}
# sign_in FILE 'WORDS' COMMAND…: 'own', while a browser does at the address that the command prints what WORDS say.
sign_in() {
  file=$1
  words=$2
  shift 2
  : >"$file.said"
  tiles "$@" --sign-in --passphrase-fd 3 --json 3<pass >"$file" 2>"$file.said" &
  command=$!
  while ! grep -q 'sign in: https' "$file.said" && kill -0 "$command" 2>/dev/null; do sleep 0.05; done
  # shellcheck disable=SC2086  # Two words.
  browser sign-in "$(sed -n 's/.*sign in: //p' "$file.said")" $words >"$file.page" || kill "$command"
  wait "$command"
}

ana=$(cat ana.did)
own account id create --store passphrase --name laptop
tiles id export-recovery --passphrase-fd 3 3<pass | grep -E '^ ?[0-9]+\. ' | sed 's/^ *[0-9]*\. //' | paste -sd' ' >words
own not_named id link "$ana" && exit 1
sign_in linked ana id link ana.pds.example.org
tiles did resolve ana.pds.example.org --json >resolved
sign_in eve eve id link ana.pds.example.org && exit 1
sign_in rejected 'ana reject' id link ana.pds.example.org && exit 1
tiles id show --json >kept

# The keys of this device change, then the account is brought to another device.
printf 'correct horse\nbattery staple\n' >two
tiles id rotate --passphrase-fd 3 --json 3<two >rotated
echo 'battery staple' >pass
sign_in again ana id link "$ana"
tiles --home phone id recover --words-fd 0 --store passphrase --name phone --passphrase-fd 3 <words 3<pass >phone.account
sign_in phone.linked ana --home phone id link "$ana"

# Bob's DID has the account root before the server's own key, which is what his server may change and he take back.
bob=$(browser create bob "$(sed 's/.*"account":"\([^"]*\)".*/\1/' account)")
own bob.linked id link "$bob"
own bob.updated did update "$bob"
browser rename bob robert
tiles did resolve "$bob" --json >bob.renamed
own bob.back did recover "$bob"
echo "$bob" >bob.did
