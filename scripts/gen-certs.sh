#!/usr/bin/env bash
#
# Makes testdata/certs: one folder for each way in which a gateway accepts or
# refuses a client certificate, named after what it shows.
#
#   scripts/gen-certs.sh                     make what is missing, keep the rest
#   scripts/gen-certs.sh --force [folder …]  make everything, or these folders, anew
#   scripts/gen-certs.sh --check             is every file there, and nothing else?
#
# Tests judge these files at one fixed moment, so they never expire. The keys of
# the authorities are thrown away after each run. A folder therefore comes into
# being as a whole: when one of its certificates is lost, no key is left that
# could sign another, and only --force (new keys for the whole folder) helps.
#
# Making files needs OpenSSL 3.0, iconv, gzip, zip, ssh-keygen and keytool.
# --check needs none of these and runs on the bash of every system. Nothing here
# uses the network.

set -euo pipefail
export LC_ALL=C
umask 022

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
readonly certs=$root/testdata/certs

# The moment of judgement, 2026-06-01T00:00:00Z, as `openssl verify` wants it.
readonly at=1780272000
# An ordinary certificate is valid long before and long after it.
readonly from=20250101000000Z until=20350101000000Z
# The one pass phrase of everything that has one.
readonly pass_phrase='correct horse'

say() { printf 'gen-certs: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# ---------------------------------------------------------------------------
# What there is. `--check` compares the folder with this list.

files_of_the_top() {
  cat <<'LIST'
.gitattributes README.md certs_test.go embed.go expected.tsv
LIST
}

# folder: files in it
manifest() {
  cat <<'LIST'
accepted: truststore.pem client.pem client.key
accepted-under-root: truststore.pem client.pem
p384-client: truststore.pem client.pem
no-eku: truststore.pem client.pem
v1-client: truststore.pem client.pem
v1-root: truststore.pem client.pem
v1-intermediate: truststore.pem client.pem
empty-subject-client: truststore.pem client.pem
ca-as-client: truststore.pem client.pem
expiring-soon: truststore.pem client.pem
issuer-missing: truststore.pem client.pem
root-only: truststore.pem client.pem sent.pem
intermediate-only: truststore.pem client.pem
rekeyed-issuer: truststore.pem client.pem
rekeyed-issuer-without-key-id: truststore.pem client.pem
tampered-client: truststore.pem client.pem
rotation: truststore.pem truststore-updated.pem client.pem old-client.pem
self-signed-not-listed: truststore.pem client.pem
self-signed-listed: truststore.pem client.pem
self-signed-end-entity-listed: truststore.pem client.pem
self-signed-regenerated: truststore.pem client.pem
subject-equals-issuer: truststore.pem client.pem
sha1-client: truststore.pem client.pem
md5-client: truststore.pem client.pem
sha1-intermediate: truststore.pem client.pem
sha1-root: truststore.pem client.pem
rsa1024-client: truststore.pem client.pem
rsa1024-intermediate: truststore.pem client.pem
rsa512-issuer: truststore.pem client.pem
p521-client: truststore.pem client.pem
ed25519-client: truststore.pem client.pem
rsa-pss-client: truststore.pem client.pem
rsa-pss-key-client: truststore.pem client.pem
secp256k1-client: truststore.pem client.pem
secp256k1-issuer: truststore.pem client.pem
secp256k1-ca-beside: truststore.pem client.pem
expired-client: truststore.pem client.pem
not-yet-valid-client: truststore.pem client.pem
expired-intermediate: truststore.pem client.pem
expired-root: truststore.pem client.pem
four-cas: truststore.pem client.pem
five-cas: truststore.pem client.pem
not-a-ca-issuer: truststore.pem client.pem
no-key-cert-sign: truststore.pem client.pem
path-length: truststore.pem client.pem
name-constraints: truststore.pem client.pem
server-auth-only: truststore.pem client.pem
two-cas-same-name: truststore.pem client.pem
two-cas-same-name-without-key-id: truststore.pem client.pem
cross-signed-dead-end-first: truststore.pem client.pem
cross-signed-dead-end-last: truststore.pem client.pem
renewed-intermediate: truststore.pem client.pem
duplicate-ca: truststore.pem client.pem
name-encoding: truststore.pem client.pem
name-case: truststore.pem client.pem
negative-serial: truststore.pem client.pem
negative-serial-issuer: truststore.pem client.pem
bad-printable-string: truststore.pem client.pem
wrong-key: truststore.pem client.pem client.key
ec-key-pair: truststore.pem client.pem client.key other-client.pem
rsa-key-pair: truststore.pem client.pem client.key client-pkcs1.key client.csr
encrypted-key: truststore.pem client.pem client.key pkcs8-aes256.key pkcs8-aes128-sha512.key pkcs8-des3.key pkcs8-scrypt.key pkcs8-pbes1-des3.key pkcs8-aes256.der sec1-aes256.key sec1-des3.key openssh.key
public-keys: truststore.pem client.pem client.key client.pub.pem client.pub.der client.pub.pkcs1.pem client.pub.ssh
hostile-names: truststore.pem newline.pem escape.pem workflow-command.pem html.pem markdown.pem xml.pem bidi.pem long.pem not-utf8.pem
many: truststore.pem clients/acme-01.pem clients/acme-02.pem clients/acme-03.pem clients/acme-04.pem clients/acme-05-expired.pem clients/acme-06-next-year.pem clients/acme-07-sha1.pem clients/acme-08-server-only.pem clients/globex-01.pem clients/globex-02-expired-issuer.pem clients/globex-03-p521.pem clients/initech-01-unknown-issuer.pem clients/initech-02-self-signed.pem
demo: truststore.pem merchant-7.pem merchant-42.pem merchant-42.key billing-batch.pem warehouse-9.pem globex-eu-3.pem merchant-3.pem
pem: clean.pem bom-utf8.pem utf16le.pem utf16be.pem crlf.pem cr-only.pem no-final-newline.pem joined-end-begin.pem indented.pem trailing-spaces.pem openssl-text.pem bag-attributes.pem rfc1421-headers.pem one-line-base64.pem long-lines.pem literal-backslash-n.pem quoted.pem blank-lines-inside.pem trusted-certificate.pem x509-certificate.pem private-key-pkcs1.pem private-key-sec1.pem private-key-pkcs8.pem private-key-encrypted.pem private-key-openssh.pem csr.pem crl.pem public-key.pem pkcs7.pem pkcs7.der pkcs12.p12 keystore.jks bundle.pem.gz bundle.zip html-error.pem s3-xml-error.pem git-lfs-pointer.pem merge-conflict.pem empty.pem only-whitespace.pem der.cer two-der-concatenated.cer bad-base64-char.pem truncated.pem mismatched-end.pem four-dashes.pem en-dash.pem nbsp.pem garbage.bin certificate-with-trailing-data.pem leaf-in-bundle.pem
LIST
  printf 'lint:%s\n' "$(lint_files)"
}

# folder, client, verdict, reason. The verdicts are predictions from the rules
# that README.md cites; the openssl column of expected.tsv is measured.
expectations() {
  cat <<'LIST'
accepted client.pem accepted -
accepted-under-root client.pem accepted -
p384-client client.pem accepted -
no-eku client.pem accepted -
v1-client client.pem accepted -
v1-root client.pem accepted -
v1-intermediate client.pem unclear not_a_ca
empty-subject-client client.pem accepted -
ca-as-client client.pem accepted -
expiring-soon client.pem accepted -
issuer-missing client.pem denied issuer_not_found
root-only client.pem denied issuer_not_found
intermediate-only client.pem denied chain_incomplete
rekeyed-issuer client.pem denied issuer_key_mismatch
rekeyed-issuer-without-key-id client.pem denied issuer_key_mismatch
tampered-client client.pem denied issuer_key_mismatch
rotation client.pem denied issuer_not_found
rotation old-client.pem accepted -
self-signed-not-listed client.pem denied self_signed
self-signed-listed client.pem accepted -
self-signed-end-entity-listed client.pem accepted -
self-signed-regenerated client.pem denied self_signed
subject-equals-issuer client.pem denied subject_equals_issuer
sha1-client client.pem denied insecure_signature_algorithm
md5-client client.pem denied insecure_signature_algorithm
sha1-intermediate client.pem unclear ca_algorithm
sha1-root client.pem unclear ca_algorithm
rsa1024-client client.pem denied weak_key
rsa1024-intermediate client.pem unclear ca_algorithm
rsa512-issuer client.pem unclear ca_algorithm
p521-client client.pem unclear algorithm_not_listed
ed25519-client client.pem unclear algorithm_not_listed
rsa-pss-client client.pem unclear algorithm_not_listed
rsa-pss-key-client client.pem unclear algorithm_not_listed
secp256k1-client client.pem unclear algorithm_not_listed
secp256k1-issuer client.pem unclear ca_algorithm
secp256k1-ca-beside client.pem accepted -
expired-client client.pem denied client_expired
not-yet-valid-client client.pem denied client_not_yet_valid
expired-intermediate client.pem denied intermediate_expired
expired-root client.pem denied root_expired
four-cas client.pem accepted -
five-cas client.pem denied chain_too_long
not-a-ca-issuer client.pem unclear not_a_ca
no-key-cert-sign client.pem unclear key_cert_sign_missing
path-length client.pem unclear path_length_exceeded
name-constraints client.pem unclear name_constraints
server-auth-only client.pem unclear extended_key_usage
two-cas-same-name client.pem accepted -
two-cas-same-name-without-key-id client.pem accepted -
cross-signed-dead-end-first client.pem accepted -
cross-signed-dead-end-last client.pem accepted -
renewed-intermediate client.pem accepted -
duplicate-ca client.pem accepted -
name-encoding client.pem unclear name_encoding
name-case client.pem unclear name_encoding
negative-serial client.pem unclear x509_syntax
negative-serial-issuer client.pem unclear x509_syntax
bad-printable-string client.pem unclear x509_syntax
wrong-key client.pem accepted -
ec-key-pair client.pem accepted -
ec-key-pair other-client.pem accepted -
rsa-key-pair client.pem accepted -
encrypted-key client.pem accepted -
public-keys client.pem accepted -
hostile-names newline.pem accepted -
hostile-names escape.pem accepted -
hostile-names workflow-command.pem accepted -
hostile-names html.pem accepted -
hostile-names markdown.pem accepted -
hostile-names xml.pem accepted -
hostile-names bidi.pem accepted -
hostile-names long.pem accepted -
hostile-names not-utf8.pem accepted -
many clients/acme-01.pem accepted -
many clients/acme-02.pem accepted -
many clients/acme-03.pem accepted -
many clients/acme-04.pem accepted -
many clients/acme-05-expired.pem denied client_expired
many clients/acme-06-next-year.pem denied client_not_yet_valid
many clients/acme-07-sha1.pem denied insecure_signature_algorithm
many clients/acme-08-server-only.pem unclear extended_key_usage
many clients/globex-01.pem accepted -
many clients/globex-02-expired-issuer.pem denied intermediate_expired
many clients/globex-03-p521.pem unclear algorithm_not_listed
many clients/initech-01-unknown-issuer.pem denied issuer_not_found
many clients/initech-02-self-signed.pem denied self_signed
demo merchant-7.pem accepted -
demo merchant-42.pem denied issuer_key_mismatch
demo billing-batch.pem denied insecure_signature_algorithm
demo warehouse-9.pem denied self_signed
demo globex-eu-3.pem denied chain_too_long
demo merchant-3.pem denied client_expired
LIST
}

folders() { manifest | sed 's/:.*//'; }
files_of() { manifest | sed -n "s/^$1: //p" | tr ' ' '\n'; }

# ---------------------------------------------------------------------------
# A small certificate authority. Builders run inside a working folder of their
# own, where NAME.key, NAME.crt and NAME.csr belong together; what is to be kept
# goes to out/.

openssl_config() {
  cat <<'CONFIG'
openssl_conf = everywhere

[everywhere]
stbl_section = longer_names

# X.520 ends a common name after 64 characters. A hostile one does not.
[longer_names]
commonName = min:1,max:100000

[req]
distinguished_name = asked_with_subj
string_mask = $ENV::STRING_MASK

[asked_with_subj]

[ca]
default_ca = authority

[authority]
database = index.txt
serial = serial.txt
new_certs_dir = .
default_md = sha256
unique_subject = no
policy = any_name

[any_name]
commonName = optional
CONFIG
}

# new_key NAME ALGORITHM
new_key() {
  local file=$1.key
  case $2 in
    p256) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$file" ;;
    p384) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$file" ;;
    p521) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out "$file" ;;
    secp256k1) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out "$file" ;;
    ed25519) openssl genpkey -algorithm ED25519 -out "$file" ;;
    rsa-pss) openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out "$file" ;;
    rsa*) openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:${2#rsa}" -out "$file" ;;
    *) die "no such key algorithm: $2" ;;
  esac 2>>log
}

# extensions PROFILE ISSUER: what a well-made certificate of this kind carries.
extensions() {
  case $1 in
    root)
      printf '%s\n' 'basicConstraints=critical,CA:TRUE' \
        'keyUsage=critical,keyCertSign,cRLSign' 'subjectKeyIdentifier=hash'
      ;;
    ca)
      printf '%s\n' 'basicConstraints=critical,CA:TRUE' \
        'keyUsage=critical,keyCertSign,cRLSign' 'subjectKeyIdentifier=hash' \
        'authorityKeyIdentifier=keyid'
      ;;
    client)
      printf '%s\n' 'basicConstraints=critical,CA:FALSE' \
        'keyUsage=critical,digitalSignature' 'extendedKeyUsage=clientAuth' \
        'subjectKeyIdentifier=hash'
      # A self-signed certificate is its own issuer and needs no pointer to it.
      [[ $2 == self ]] || printf '%s\n' 'authorityKeyIdentifier=keyid'
      ;;
    v1) ;; # OpenSSL 3.0 writes version 1 when there is no extension at all.
    *) die "no such profile: $1" ;;
  esac
}

serial=1000 # counts up within a folder, so a certificate keeps its serial number

# issue NAME SUBJECT [option=value …] makes NAME.key (unless it exists), NAME.csr
# and NAME.crt.
#   by=NAME|self   who signs                as=root|ca|client|v1   which extensions
#   key=ALGORITHM  same-key=NAME            md=DIGEST  pss=yes     the signature
#   from= until=   YYYYMMDD                 names=utf8only|nombstr UTF8 or Printable
#   ext=LINE       add, or replace, one extension    without=EXTENSION   leave it out
issue() {
  local name=$1 subject=$2 by=self as=client key=p256 md=sha256 names=utf8only
  local starts=$from ends=$until lines='' changes='' option value extension
  local -a signature=() authority=()
  shift 2
  for option in "$@"; do
    value=${option#*=}
    case $option in
      by=*) by=$value ;;
      as=*) as=$value ;;
      key=*) key=$value ;;
      same-key=*) cp "$value.key" "$name.key" ;;
      md=*) md=$value ;;
      pss=yes) signature=(-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest) ;;
      from=*) starts=${value}000000Z ;;
      until=*) ends=${value}000000Z ;;
      names=*) names=$value ;;
      ext=*) changes+=$value$'\n' ;;
      # OpenSSL adds a key identifier that nobody asked for, unless it is "none".
      without=*KeyIdentifier) changes+=$value=none$'\n' ;;
      without=*) changes+=$value$'\n' ;;
      *) die "issue $name: no such option: $option" ;;
    esac
  done

  lines=$(extensions "$as" "$by")
  while IFS= read -r extension; do
    [[ -n $extension ]] || continue
    lines=$(printf '%s\n' "$lines" | sed "/^${extension%%=*}=/d")
    [[ $extension != *=* ]] || lines+=$'\n'$extension
  done <<<"$changes"
  printf '%s\n' "$lines" >"$name.ext"

  [[ -e $name.key ]] || new_key "$name" "$key"
  STRING_MASK=$names openssl req -new -utf8 -key "$name.key" -subj "$subject" \
    -out "$name.csr" 2>>log

  serial=$((serial + 1))
  printf '%s\n' "$serial" >serial.txt
  : >index.txt # the register of earlier certificates is of no use here
  if [[ $by == self ]]; then
    authority=(-selfsign -keyfile "$name.key")
  else
    authority=(-cert "$by.crt" -keyfile "$by.key")
  fi
  openssl ca -batch -notext -preserveDN -in "$name.csr" -out "$name.crt" \
    "${authority[@]}" -md "$md" ${signature[@]+"${signature[@]}"} \
    -startdate "$starts" -enddate "$ends" -extfile "$name.ext" 2>>log
}

# sign_again NAME ISSUER EDIT: edits what is signed of NAME.crt, as hexadecimal
# and by a sed command, and lets ISSUER (of a P-256 key) sign the result. This is
# how a certificate gets what no request may ask for.
sign_again() {
  local name=$1 by=$2 edit=$3 signed signature
  local -r ecdsa_with_sha256=300a06082a8648ce3d040302
  # The signed part is the first thing inside the outer sequence of 4 + n bytes.
  openssl asn1parse -in "$name.crt" -strparse 4 -noout -out signed.der >>log
  signed=$(hex <signed.der | sed "$edit")
  [[ $signed != "$(hex <signed.der)" ]] || die "sign_again $name: nothing to edit"
  signature=$(unhex "$signed" | openssl dgst -sha256 -sign "$by.key" | hex)
  unhex "$(der 30 "$signed$ecdsa_with_sha256$(der 03 "00$signature")")" |
    openssl x509 -inform DER -out "$name.crt"
}

hex() { od -An -v -tx1 | tr -d ' \n'; }
# shellcheck disable=SC2059 # the format is the data
unhex() { printf "$(sed 's/../\\x&/g' <<<"$1")"; }

# der TAG HEX: one DER element, of less than 65536 bytes.
der() {
  local length=$((${#2} / 2))
  if ((length < 128)); then
    printf '%s%02x%s' "$1" "$length" "$2"
  elif ((length < 256)); then
    printf '%s81%02x%s' "$1" "$length" "$2"
  else
    printf '%s82%04x%s' "$1" "$length" "$2"
  fi
}

# bundle FILE NAME …: the certificates one after the other.
bundle() {
  local file=$1 name
  shift
  mkdir -p "out/$(dirname "$file")"
  for name in "$@"; do cat "$name.crt"; done >"out/$file"
}

truststore() { bundle truststore.pem "$@"; }
client() { bundle client.pem client; }

# The hierarchy that most folders vary: a root, an issuing authority, a client.
acme_root() { issue root '/O=Acme/CN=Acme Root CA' as=root "$@"; }
acme_issuing() { issue issuing '/O=Acme/CN=Acme Issuing CA' as=ca by=root "$@"; }
acme_client() { issue client '/O=Acme/CN=orders.acme.example' by=issuing "$@"; }

usual_authorities() { acme_root; acme_issuing; }
usual_files() { truststore issuing root; client; }

# ---------------------------------------------------------------------------
# Accepted

make_accepted() { usual_authorities; acme_client; usual_files; cp client.key out/; }

# Any authority of the chain may issue clients, the root too.
make_accepted_under_root() { usual_authorities; acme_client by=root; usual_files; }

make_p384_client() { usual_authorities; acme_client key=p384; usual_files; }

make_no_eku() { usual_authorities; acme_client without=extendedKeyUsage; usual_files; }

# What `openssl x509 -req` of OpenSSL 3.0 issues when nobody names extensions.
make_v1_client() { usual_authorities; acme_client as=v1; usual_files; }

# A root may be so old that it has no extensions; both OpenSSL and Go take it.
make_v1_root() {
  acme_root as=v1
  acme_issuing without=authorityKeyIdentifier
  acme_client
  usual_files
}

# An intermediate without extensions says nothing of being an authority.
make_v1_intermediate() {
  acme_root
  acme_issuing as=v1
  acme_client without=authorityKeyIdentifier
  usual_files
}

make_empty_subject_client() {
  usual_authorities
  issue client / by=issuing ext='subjectAltName=critical,DNS:orders.acme.example'
  usual_files
}

# An intermediate of the truststore, shown as a client certificate.
make_ca_as_client() {
  acme_root
  acme_issuing ext='keyUsage=critical,digitalSignature,keyCertSign,cRLSign'
  truststore issuing root
  bundle client.pem issuing
}

# Nineteen days after the moment of judgement this client and its issuer end.
make_expiring_soon() {
  acme_root
  acme_issuing until=20260620
  acme_client until=20260620
  usual_files
}

# ---------------------------------------------------------------------------
# The issuer is not there

make_issuer_missing() {
  usual_authorities
  acme_client
  issue globex-root '/O=Globex/CN=Globex Root CA' as=root
  issue globex-issuing '/O=Globex/CN=Globex Issuing CA' as=ca by=globex-root
  truststore globex-issuing globex-root
  client
}

# sent.pem is what the client sends in the handshake: itself and its issuer.
make_root_only() {
  usual_authorities
  acme_client
  truststore root
  client
  bundle sent.pem client issuing
}

make_intermediate_only() { usual_authorities; acme_client; truststore issuing; client; }

# The truststore has an authority of the right name with another key.
rekeyed_issuer() {
  usual_authorities
  acme_client "$@"
  issue older '/O=Acme/CN=Acme Issuing CA' as=ca by=root
  truststore older root
  client
}

make_rekeyed_issuer() { rekeyed_issuer; }
# Without a key identifier only the signature tells the two keys apart.
make_rekeyed_issuer_without_key_id() { rekeyed_issuer without=authorityKeyIdentifier; }

# One letter of the subject was changed after the signature was made.
make_tampered_client() {
  usual_authorities
  acme_client
  openssl x509 -in client.crt -outform DER | sed 's/orders/Orders/g' >tampered.der
  openssl x509 -inform DER -in tampered.der -out client.crt
  usual_files
}

# The partner moved to Issuing CA 2 before the truststore did.
make_rotation() {
  acme_root
  issue one '/O=Acme/CN=Acme Issuing CA 1' as=ca by=root
  issue two '/O=Acme/CN=Acme Issuing CA 2' as=ca by=root
  issue old '/O=Acme/CN=orders.acme.example' by=one
  acme_client by=two
  truststore one root
  bundle truststore-updated.pem two one root
  client
  bundle old-client.pem old
}

# ---------------------------------------------------------------------------
# Self-signed

other_self_signed() { issue other '/O=Globex/CN=stock.globex.example' without=extendedKeyUsage; }

make_self_signed_not_listed() { other_self_signed; acme_client by=self; truststore other; client; }

# As `openssl req -x509` makes it with its usual configuration: CA:TRUE, no usages.
make_self_signed_listed() {
  acme_client by=self ext='basicConstraints=critical,CA:TRUE' \
    without=keyUsage without=extendedKeyUsage
  truststore client
  client
}

make_self_signed_end_entity_listed() { acme_client by=self; truststore client; client; }

# Same name, made again with a new key; the truststore still has the first one.
make_self_signed_regenerated() {
  acme_client by=self
  issue first '/O=Acme/CN=orders.acme.example'
  truststore first
  client
}

# Both requests were answered with Enter at every prompt of `openssl req`.
make_subject_equals_issuer() {
  local defaults='/C=AU/ST=Some-State/O=Internet Widgits Pty Ltd'
  issue root "$defaults" as=root
  issue client "$defaults" by=root as=v1
  truststore root
  client
}

# ---------------------------------------------------------------------------
# Algorithms and keys

make_sha1_client() { acme_root; acme_issuing key=rsa2048; acme_client md=sha1; usual_files; }
make_md5_client() { acme_root; acme_issuing key=rsa2048; acme_client md=md5; usual_files; }
make_sha1_intermediate() { acme_root key=rsa2048; acme_issuing md=sha1; acme_client; usual_files; }
make_sha1_root() { acme_root key=rsa2048 md=sha1; acme_issuing; acme_client; usual_files; }
make_rsa1024_client() { usual_authorities; acme_client key=rsa1024; usual_files; }
make_rsa1024_intermediate() { acme_root; acme_issuing key=rsa1024; acme_client; usual_files; }
# Go will not even check a signature of so short a key.
make_rsa512_issuer() { acme_root; acme_issuing key=rsa512; acme_client; usual_files; }
make_p521_client() { usual_authorities; acme_client key=p521; usual_files; }
make_ed25519_client() { usual_authorities; acme_client key=ed25519; usual_files; }
# The issuer signs with RSASSA-PSS; the client's own key is ordinary.
make_rsa_pss_client() { acme_root; acme_issuing key=rsa2048; acme_client pss=yes; usual_files; }
# The client's key may be used for RSASSA-PSS only; the signature is ordinary.
make_rsa_pss_key_client() { usual_authorities; acme_client key=rsa-pss; usual_files; }
make_secp256k1_client() { usual_authorities; acme_client key=secp256k1; usual_files; }
# Go knows no such curve, so it checks no signature of this issuer.
make_secp256k1_issuer() { acme_root; acme_issuing key=secp256k1; acme_client; usual_files; }

# Another partner's authority, which Go cannot parse, must not hurt this client.
make_secp256k1_ca_beside() {
  usual_authorities
  acme_client
  issue globex '/O=Globex/CN=Globex Root CA' as=root key=secp256k1
  truststore globex issuing root
  client
}

# ---------------------------------------------------------------------------
# Dates

make_expired_client() { usual_authorities; acme_client until=20260501; usual_files; }
make_not_yet_valid_client() { usual_authorities; acme_client from=20260701; usual_files; }
make_expired_intermediate() { acme_root; acme_issuing until=20260501; acme_client; usual_files; }
make_expired_root() { acme_root until=20260501; acme_issuing; acme_client; usual_files; }

# ---------------------------------------------------------------------------
# Length and shape of the chain

make_four_cas() {
  acme_root
  issue policy '/O=Acme/CN=Acme Policy CA' as=ca by=root
  issue regional '/O=Acme/CN=Acme Regional CA' as=ca by=policy
  acme_issuing by=regional
  acme_client
  truststore issuing regional policy root
  client
}

make_five_cas() {
  acme_root
  issue policy '/O=Acme/CN=Acme Policy CA' as=ca by=root
  issue regional '/O=Acme/CN=Acme Regional CA' as=ca by=policy
  issue division '/O=Acme/CN=Acme Division CA' as=ca by=regional
  acme_issuing by=division
  acme_client
  truststore issuing division regional policy root
  client
}

make_not_a_ca_issuer() {
  acme_root
  acme_issuing ext='basicConstraints=critical,CA:FALSE'
  acme_client
  usual_files
}

make_no_key_cert_sign() {
  acme_root
  acme_issuing ext='keyUsage=critical,digitalSignature,cRLSign'
  acme_client
  usual_files
}

# The root allows no authority below itself.
make_path_length() {
  acme_root ext='basicConstraints=critical,CA:TRUE,pathlen:0'
  acme_issuing
  acme_client
  usual_files
}

# The issuer may name hosts of acme.example only.
make_name_constraints() {
  acme_root
  acme_issuing ext='nameConstraints=critical,permitted;DNS:acme.example'
  acme_client ext='subjectAltName=DNS:stock.globex.example'
  usual_files
}

make_server_auth_only() { usual_authorities; acme_client ext='extendedKeyUsage=serverAuth'; usual_files; }

# Two roots of one name. The one that did not sign is listed first, which is
# where OpenSSL looks first when no key identifier guides it.
two_cas_same_name() {
  acme_root
  issue impostor '/O=Acme/CN=Acme Root CA' as=root
  acme_client by=root "$@"
  truststore impostor root
  client
}

make_two_cas_same_name() { two_cas_same_name; }
make_two_cas_same_name_without_key_id() { two_cas_same_name without=authorityKeyIdentifier; }

# One issuing key, certified by two roots of which only Acme's is listed:
#
#   client ── Acme Issuing CA ─┬─ Acme Root CA     in the truststore
#                              └─ Globex Root CA   absent: a dead end
cross_signed() {
  acme_root
  acme_issuing
  acme_client
  issue globex '/O=Globex/CN=Globex Root CA' as=root
  issue cross '/O=Acme/CN=Acme Issuing CA' as=ca by=globex same-key=issuing
  client
}

make_cross_signed_dead_end_first() { cross_signed; truststore cross issuing root; }
make_cross_signed_dead_end_last() { cross_signed; truststore issuing cross root; }

# The expired certificate of the issuer was left in when the new one was added.
make_renewed_intermediate() {
  acme_root
  issue old '/O=Acme/CN=Acme Issuing CA' as=ca by=root until=20260501
  acme_issuing same-key=old
  acme_client
  truststore old issuing root
  client
}

make_duplicate_ca() { usual_authorities; acme_client; truststore issuing root issuing; client; }

# ---------------------------------------------------------------------------
# Names and syntax

# The client names its issuer in UTF8Strings; the listed certificate of the same
# authority, with the same key, has PrintableStrings. Equal to a reader and to
# OpenSSL, not to a comparison of bytes.
make_name_encoding() {
  usual_authorities
  acme_client
  issue listed '/O=Acme/CN=Acme Issuing CA' as=ca by=root names=nombstr same-key=issuing
  truststore listed root
  client
}

make_name_case() {
  usual_authorities
  acme_client
  issue listed '/O=ACME/CN=ACME Issuing CA' as=ca by=root same-key=issuing
  truststore listed root
  client
}

# 0x1003 in two bytes becomes 0x9003, which DER reads as a number below zero.
readonly negate_serial='s/^\(.*a0030201020202\)10/\190/'

make_negative_serial() {
  usual_authorities
  acme_client
  sign_again client issuing "$negate_serial"
  usual_files
}

make_negative_serial_issuer() {
  usual_authorities
  sign_again issuing root "$negate_serial"
  acme_client
  usual_files
}

# A PrintableString has no underscore, yet authorities have issued such names.
make_bad_printable_string() {
  usual_authorities
  acme_client names=nombstr
  sign_again client issuing 's/6f7264657273/6f725f657273/' # orders, or_ers
  usual_files
}

# Every partner writes its own names; these are written against the reader.
make_hostile_names() {
  local long
  acme_root
  issue issuing $'/O=Acme/CN=Issuing CA\n::warning::from the truststore\e[31m <b>|' as=ca by=root
  hostile newline $'orders\nmerchant-1.pem   ACCEPTED   CN=merchant-1'
  hostile escape $'\e[2K\e[1A\e[32morders\e[0m\e]8;;https:\\/\\/acme.example\a'
  hostile workflow-command $'orders\n::error file=main.go,line=1::injected%0Aline\n::stop-commands::x'
  hostile html $'<script>alert(1)<\\/script><img src=x onerror=alert(1)>"\'&amp;'
  hostile markdown $'orders | **x** | `y` |\n| injected | row |\n[a](javascript:alert(1)) <!-- '
  hostile xml $']]><failure message="x"\\/>\x01\x0b\x7f'
  hostile bidi $'orders\xe2\x80\xaemep.tneilc\xe2\x80\xac' # U+202E … U+202C
  printf -v long '%65536s' ''
  hostile long "${long// /A}"
  # A T61String, whose é is the one byte E9: to hand it on as it is, is to write
  # broken UTF-8.
  hostile not-utf8 $'caf\xc3\xa9' names=nombstr
  truststore issuing root
}

# hostile NAME COMMON-NAME [option …]
hostile() {
  local name=$1 common_name=$2
  shift 2
  issue "$name" "/O=Acme/CN=$common_name" by=issuing "$@"
  bundle "$name.pem" "$name"
}

# ---------------------------------------------------------------------------
# Keys

make_wrong_key() {
  usual_authorities
  acme_client
  new_key other p256
  usual_files
  cp other.key out/client.key
}

# `openssl x509 -modulus | openssl sha1` gives one and the same digest for both,
# because an elliptic-curve key has no modulus.
make_ec_key_pair() {
  usual_authorities
  acme_client
  issue other '/O=Acme/CN=returns.acme.example' by=issuing
  usual_files
  bundle other-client.pem other
  cp client.key out/
}

make_rsa_key_pair() {
  acme_root key=rsa2048
  acme_issuing key=rsa2048
  acme_client key=rsa2048
  usual_files
  cp client.key client.csr out/
  openssl rsa -in client.key -traditional -out out/client-pkcs1.key 2>>log
}

# One key behind one pass phrase, in each dress that tools give it.
make_encrypted_key() {
  usual_authorities
  acme_client
  usual_files
  cp client.key out/
  encrypted pkcs8-aes256.key -v2 aes-256-cbc
  encrypted pkcs8-aes128-sha512.key -v2 aes-128-cbc -v2prf hmacWithSHA512
  encrypted pkcs8-des3.key -v2 des3
  encrypted pkcs8-scrypt.key -scrypt
  encrypted pkcs8-pbes1-des3.key -v1 PBE-SHA1-3DES
  encrypted pkcs8-aes256.der -v2 aes-256-cbc -outform DER
  openssl ec -in client.key -aes256 -passout "pass:$pass_phrase" -out out/sec1-aes256.key 2>>log
  openssl ec -in client.key -des3 -passout "pass:$pass_phrase" -out out/sec1-des3.key 2>>log
  openssh_copy client.key out/openssh.key "$pass_phrase"
}

encrypted() {
  local file=$1
  shift
  openssl pkcs8 -topk8 -in client.key -passout "pass:$pass_phrase" -out "out/$file" "$@" 2>>log
}

# openssh_copy KEY FILE PASSPHRASE: ssh-keygen rewrites a key where it lies.
openssh_copy() {
  openssl pkey -in "$1" -traditional -out "$2" 2>>log
  chmod 600 "$2"
  ssh-keygen -q -p -f "$2" -P '' -N "$3" >>log 2>&1
}

make_public_keys() {
  usual_authorities
  acme_client key=rsa2048
  usual_files
  cp client.key out/
  openssl pkey -in client.key -pubout -out out/client.pub.pem
  openssl pkey -in client.key -pubout -outform DER -out out/client.pub.der
  openssl rsa -in client.key -RSAPublicKey_out -out out/client.pub.pkcs1.pem 2>>log
  ssh-keygen -i -m PKCS8 -f out/client.pub.pem >out/client.pub.ssh
}

# ---------------------------------------------------------------------------
# Several clients

make_many() {
  local i
  acme_root key=rsa2048
  acme_issuing key=rsa2048
  for i in 01 02 03; do partner_client acme-$i by=issuing; done
  partner_client acme-04 by=root
  partner_client acme-05-expired by=issuing until=20260501
  partner_client acme-06-next-year by=issuing from=20270101
  partner_client acme-07-sha1 by=issuing md=sha1
  partner_client acme-08-server-only by=issuing ext='extendedKeyUsage=serverAuth'

  issue globex-root '/O=Globex/CN=Globex Root CA' as=root
  issue globex-issuing '/O=Globex/CN=Globex Issuing CA 2' as=ca by=globex-root
  issue globex-expired '/O=Globex/CN=Globex Issuing CA 1' as=ca by=globex-root until=20260501
  partner_client globex-01 by=globex-issuing
  partner_client globex-02-expired-issuer by=globex-expired
  partner_client globex-03-p521 by=globex-issuing key=p521

  issue initech '/O=Initech/CN=Initech Root CA' as=root
  partner_client initech-01-unknown-issuer by=initech
  partner_client initech-02-self-signed by=self
  truststore issuing root globex-issuing globex-expired globex-root
}

# partner_client acme-05-expired …: O=Acme, CN=acme-05, kept under clients/.
partner_client() {
  local name=$1 organisation
  shift
  case $name in
    acme-*) organisation=Acme ;;
    globex-*) organisation=Globex ;;
    *) organisation=Initech ;;
  esac
  issue "$name" "/O=$organisation/CN=${name%%-*}-$(cut -d- -f2 <<<"$name")" "$@"
  bundle "clients/$name.pem" "$name"
}

# What `mtlscheck demo` shows. It is part of the binary, so it is small: short
# keys of one curve, two partners.
make_demo() {
  acme_root
  issue issuing '/O=Acme/CN=Acme Issuing CA 2' as=ca by=root
  issue older '/O=Acme/CN=Acme Issuing CA 2' as=ca by=root
  issue globex-root '/O=Globex/CN=Globex Root CA' as=root
  issue globex-policy '/O=Globex/CN=Globex Policy CA' as=ca by=globex-root
  issue globex-europe '/O=Globex/CN=Globex Europe CA' as=ca by=globex-policy
  issue globex-retail '/O=Globex/CN=Globex Retail CA' as=ca by=globex-europe
  issue globex-issuing '/O=Globex/CN=Globex Issuing CA' as=ca by=globex-retail
  truststore issuing root globex-issuing globex-retail globex-europe globex-policy globex-root

  demo_client merchant-7 Acme by=issuing
  demo_client merchant-42 Acme by=older
  demo_client billing-batch Acme by=issuing md=sha1
  demo_client warehouse-9 Globex by=self
  demo_client globex-eu-3 Globex by=globex-issuing
  demo_client merchant-3 Acme by=issuing until=20260501
  cp merchant-42.key out/
}

demo_client() {
  local name=$1 organisation=$2
  shift 2
  issue "$name" "/O=$organisation/CN=$name" "$@"
  bundle "$name.pem" "$name"
}

# ---------------------------------------------------------------------------
# pem/: what happens to a truststore on its way. Each file is made from the two
# good authorities of clean.pem, A and B, which survive in it; so, unlike the
# folders above, a single missing file can be made again.

make_pem() {
  if [[ -e $certs/pem/clean.pem && $force == no ]]; then
    cp "$certs/pem/clean.pem" out/clean.pem
    awk '/BEGIN/ { n++ } { print > (n == 1 ? "A.crt" : "B.crt") }' out/clean.pem
  else
    issue A '/O=Acme/CN=Acme Root CA' as=root
    issue B '/O=Globex/CN=Globex Root CA' as=root
    bundle clean.pem A B
  fi
  pem_encodings
  pem_line_troubles
  pem_decorations
  pem_labels
  pem_broken
  pem_private_keys
  pem_other_objects
  pem_containers
  pem_not_certificates
}

# What an editor or a shell does to every byte of the file.
pem_encodings() {
  { printf '\xef\xbb\xbf'; cat out/clean.pem; } >out/bom-utf8.pem
  { printf '\xff\xfe'; iconv -f ASCII -t UTF-16LE out/clean.pem; } >out/utf16le.pem
  { printf '\xfe\xff'; iconv -f ASCII -t UTF-16BE out/clean.pem; } >out/utf16be.pem
  sed $'s/$/\r/' out/clean.pem >out/crlf.pem
  tr '\n' '\r' <out/clean.pem >out/cr-only.pem
}

pem_line_troubles() {
  printf '%s' "$(<out/clean.pem)" >out/no-final-newline.pem
  { printf '%s' "$(<A.crt)"; cat B.crt; } >out/joined-end-begin.pem
  sed 's/^/    /' out/clean.pem >out/indented.pem
  sed 's/$/  /' out/clean.pem >out/trailing-spaces.pem
  sed 's/$/\n/' out/clean.pem >out/blank-lines-inside.pem
  { reflow 100000 A.crt; reflow 100000 B.crt; } >out/one-line-base64.pem
  { reflow 128 A.crt; reflow 128 B.crt; } >out/long-lines.pem
  # As an environment variable or a JSON value is pasted.
  awk '{ printf "%s\\n", $0 } END { print "" }' out/clean.pem >out/literal-backslash-n.pem
  printf '"%s"\n' "$(<out/clean.pem)" >out/quoted.pem
}

# reflow WIDTH FILE: the same certificate with base64 lines of another width.
reflow() {
  printf '%s\n' '-----BEGIN CERTIFICATE-----'
  openssl x509 -in "$2" -outform DER | openssl base64 -A | fold -w "$1"
  printf '\n%s\n' '-----END CERTIFICATE-----'
}

# Text that tools write around and into the blocks.
pem_decorations() {
  local name
  for name in A B; do openssl x509 -in "$name.crt" -text; done >out/openssl-text.pem
  for name in A B; do
    printf 'Bag Attributes\n    friendlyName: %s\n    localKeyID: 01 02 03 04 \n' "authority $name"
    openssl x509 -in "$name.crt" -noout -subject -issuer
    cat "$name.crt"
  done >out/bag-attributes.pem
  sed $'s/^-----BEGIN.*/&\\\nProc-Type: 4,MIC-CLEAR\\\nX-Partner: Acme\\\n/' out/clean.pem >out/rfc1421-headers.pem
}

pem_labels() {
  { openssl x509 -in A.crt -addtrust clientAuth -setalias 'Acme' -trustout; cat B.crt; } >out/trusted-certificate.pem
  sed 's/ CERTIFICATE-/ X509 CERTIFICATE-/' out/clean.pem >out/x509-certificate.pem
  { sed 's/END CERTIFICATE/END TRUSTED CERTIFICATE/' A.crt; cat B.crt; } >out/mismatched-end.pem
  { sed 's/-----/----/g' A.crt; cat B.crt; } >out/four-dashes.pem
  { sed $'s/-----/\xe2\x80\x93\xe2\x80\x93\xe2\x80\x93\xe2\x80\x93\xe2\x80\x93/g' A.crt; cat B.crt; } >out/en-dash.pem
  { sed $'/^-----/s/ /\xc2\xa0/' A.crt; cat B.crt; } >out/nbsp.pem
}

# A block that begins well and does not hold.
pem_broken() {
  { sed '4s/^./!/' A.crt; cat B.crt; } >out/bad-base64-char.pem
  { cat A.crt; sed '6,$d' B.crt; } >out/truncated.pem
  {
    printf '%s\n' '-----BEGIN CERTIFICATE-----'
    { openssl x509 -in A.crt -outform DER; printf 'more'; } | openssl base64
    printf '%s\n' '-----END CERTIFICATE-----'
    cat B.crt
  } >out/certificate-with-trailing-data.pem
  printf '%s\n' '<<<<<<< HEAD' "$(<A.crt)" '=======' "$(<B.crt)" '>>>>>>> partner-update' >out/merge-conflict.pem
}

# Private keys that were about to go to S3: one between the two authorities.
pem_private_keys() {
  new_key rsa rsa2048
  new_key ec p256
  openssl rsa -in rsa.key -traditional -out pkcs1.block 2>>log
  openssl ec -in ec.key -out sec1.block 2>>log
  cp ec.key pkcs8.block
  openssl pkcs8 -topk8 -in ec.key -v2 aes-256-cbc -passout "pass:$pass_phrase" -out encrypted.block
  openssh_copy ec.key openssh.block ''
  local kind
  for kind in pkcs1 sec1 pkcs8 encrypted openssh; do
    cat A.crt "$kind.block" B.crt >"out/private-key-$kind.pem"
  done
}

# Things that look like certificates and are none.
pem_other_objects() {
  issue partner '/O=Initech/CN=Initech Root CA' as=root
  issue leaf '/O=Initech/CN=reports.initech.example' by=partner
  bundle leaf-in-bundle.pem A partner leaf
  cp leaf.csr out/csr.pem
  : >index.txt
  printf '01\n' >serial.txt
  openssl ca -gencrl -cert partner.crt -keyfile partner.key -crl_lastupdate 20260101000000Z \
    -crl_nextupdate 20350101000000Z -out out/crl.pem 2>>log
  openssl x509 -in A.crt -noout -pubkey >out/public-key.pem
}

pem_containers() {
  openssl crl2pkcs7 -nocrl -certfile out/clean.pem -out out/pkcs7.pem
  openssl crl2pkcs7 -nocrl -certfile out/clean.pem -outform DER -out out/pkcs7.der
  openssl pkcs12 -export -inkey leaf.key -in leaf.crt -certfile partner.crt -name reports \
    -passout "pass:$pass_phrase" -out out/pkcs12.p12
  java_keystore
  openssl x509 -in A.crt -outform DER -out out/der.cer
  openssl x509 -in B.crt -outform DER | cat out/der.cer - >out/two-der-concatenated.cer
  gzip -9nc out/clean.pem >out/bundle.pem.gz
  cp out/clean.pem bundle.pem
  touch -t 202501010000 bundle.pem # the archive holds the file's time
  zip -q -X -9 out/bundle.zip bundle.pem
}

# Java is not everywhere: without it the store that was made earlier stays.
java_keystore() {
  if command -v keytool >/dev/null; then
    keytool -importcert -noprompt -alias acme -file A.crt -storetype JKS \
      -storepass "$pass_phrase" -keystore out/keystore.jks >>log 2>&1
  elif [[ -e $certs/pem/keystore.jks ]]; then
    cp "$certs/pem/keystore.jks" out/
    say 'keytool is missing: pem/keystore.jks is the old one'
  else
    die 'pem/keystore.jks needs keytool, which is missing'
  fi
}

# What a failed download leaves under the name of a truststore.
pem_not_certificates() {
  cat >out/html-error.pem <<'HTML'
<!DOCTYPE html>
<html>
<head><title>403 Forbidden</title></head>
<body>
<center><h1>403 Forbidden</h1></center>
<hr><center>nginx</center>
</body>
</html>
HTML
  cat >out/s3-xml-error.pem <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>EXAMPLE0REQUEST0</RequestId><HostId>exampleHostId=</HostId></Error>
XML
  local digest
  digest=$(openssl dgst -sha256 -r out/clean.pem)
  printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n' \
    "${digest%% *}" "$(wc -c <out/clean.pem)" >out/git-lfs-pointer.pem
  : >out/empty.pem
  printf ' \n\t\n\r\n  \n' >out/only-whitespace.pem
  # Noise that is the same on every run: the key stream of an all-zero key.
  head -c 512 /dev/zero | openssl enc -aes-128-ctr -K "$(printf '%032d' 0)" \
    -iv "$(printf '%032d' 0)" >out/garbage.bin
}

# ---------------------------------------------------------------------------
# lint/: for each rule of `mtlscheck lint` a truststore that it complains of, in
# positive/, and one that comes as near as can be and is let pass, in negative/.
# A file has the name of its rule. The rules about the size of the file, and about
# searches given up, have theirs made by the test: they would be too large.

lint_rules() {
  tr ' ' '\n' <<'LIST'
private_key_in_truststore block_rejected not_a_certificate
chain_incomplete chain_too_long path_length_exceeded subject_equals_issuer root_signature
intermediate_expired root_expired ca_not_yet_valid expires_soon
not_a_ca self_signed_not_ca key_cert_sign_missing extended_key_usage ca_version_1
weak_signature weak_key curve_not_listed algorithm_not_listed
duplicate_certificate duplicate_subject cross_signed renewed_ca name_encoding key_id_mismatch
negative_serial x509_syntax critical_extension public_ca public_ca_name not_named_pem
empty_file not_a_certificate_file unreadable_content base64_without_boundaries der merge_conflict
pem_bom pem_utf16 pem_mixed_encoding pem_crlf pem_cr_only pem_doubled_cr pem_control_characters pem_no_final_newline pem_joined_lines
pem_missing_end
pem_indented pem_trailing_space pem_spaces pem_unicode_space pem_text pem_unframed_certificate pem_headers pem_blank_lines
pem_long_lines pem_literal_newline pem_quoted pem_shared_line pem_trusted_certificate
pem_x509_certificate pem_openssh_key trailing_data
LIST
}

lint_files() {
  local id
  for id in $(lint_rules); do
    # The one rule about names needs another name.
    if [[ $id == not_named_pem ]]; then printf ' positive/%s.crt' "$id"; else printf ' positive/%s.pem' "$id"; fi
    printf ' negative/%s.pem' "$id"
  done
}

make_lint() {
  mkdir -p out/positive out/negative
  acme_root
  issue other '/O=Globex/CN=Globex Root CA' as=root
  lint_blocks
  lint_chains
  lint_dates
  lint_authorities
  lint_algorithms
  lint_names
  lint_syntax
  lint_public
  lint_files_as_such
  lint_forms
}

# yes RULE NAME … and no RULE NAME …: bundles of what the rule complains of, and of what it lets pass.
yes() { local rule=$1; shift; bundle "positive/$rule.pem" "$@"; }
no() { local rule=$1; shift; bundle "negative/$rule.pem" "$@"; }
# yes_text RULE and no_text RULE keep what comes on standard input.
yes_text() { cat >"out/positive/$1.pem"; }
no_text() { cat >"out/negative/$1.pem"; }

lint_blocks() {
  new_key block p256
  { cat root.crt block.key; } | yes_text private_key_in_truststore
  { cat root.crt; openssl pkey -in block.key -pubout; } | no_text private_key_in_truststore
  { cat other.crt; sed '4s/^./!/' root.crt; } | yes_text block_rejected
  { cat other.crt; sed 's/$/ /' root.crt; } | no_text block_rejected
  : >index.txt
  printf '01\n' >serial.txt
  {
    cat root.crt
    openssl ca -gencrl -cert root.crt -keyfile root.key -crl_lastupdate 20260101000000Z -crl_nextupdate 20350101000000Z 2>>log
  } | yes_text not_a_certificate
  { printf '# Acme\n'; cat root.crt; } | no_text not_a_certificate
}

lint_chains() {
  acme_issuing
  yes chain_incomplete issuing
  no chain_incomplete issuing root
  issue policy '/O=Acme/CN=Acme Policy CA' as=ca by=root
  issue regional '/O=Acme/CN=Acme Regional CA' as=ca by=policy
  issue division '/O=Acme/CN=Acme Division CA' as=ca by=regional
  issue store '/O=Acme/CN=Acme Store CA' as=ca by=division
  yes chain_too_long store division regional policy root
  no chain_too_long division regional policy root
  issue alone '/O=Initech/CN=Initech Root CA' as=root ext='basicConstraints=critical,CA:TRUE,pathlen:0'
  issue one '/O=Initech/CN=Initech Root CA' as=root same-key=alone ext='basicConstraints=critical,CA:TRUE,pathlen:1'
  issue below '/O=Initech/CN=Initech Issuing CA' as=ca by=alone
  yes path_length_exceeded below alone
  no path_length_exceeded below one
  issue rolled '/O=Acme/CN=Acme Root CA' as=ca by=root
  yes subject_equals_issuer root rolled
  issue rolled-apart '/O=Acme/CN=Acme Root CA 2' as=ca by=root
  no subject_equals_issuer root rolled-apart
  # One letter of both names was changed after the signature was made.
  openssl x509 -in root.crt -outform DER | sed 's/Acme/Bcme/g' | openssl x509 -inform DER -out damaged.crt
  yes root_signature damaged
  no root_signature root
}

lint_dates() {
  issue ended '/O=Acme/CN=Acme Issuing CA 1' as=ca by=root until=20260501
  issue ends-now '/O=Acme/CN=Acme Issuing CA 1' as=ca by=root until=20260601
  yes intermediate_expired ended root
  no intermediate_expired ends-now root
  issue root-ended '/O=Initech/CN=Initech Root CA' as=root until=20260501
  issue root-ends-now '/O=Initech/CN=Initech Root CA' as=root until=20260601
  yes root_expired root-ended
  no root_expired root-ends-now
  issue tomorrow '/O=Initech/CN=Initech Root CA' as=root from=20260602
  issue today '/O=Initech/CN=Initech Root CA' as=root from=20260601
  yes ca_not_yet_valid tomorrow
  no ca_not_yet_valid today
  issue in-30-days '/O=Initech/CN=Initech Root CA' as=root until=20260701
  issue in-31-days '/O=Initech/CN=Initech Root CA' as=root until=20260702
  yes expires_soon in-30-days
  no expires_soon in-31-days
}

lint_authorities() {
  acme_client
  yes not_a_ca issuing client root
  issue self '/O=Acme/CN=orders.acme.example'
  no not_a_ca self root
  yes self_signed_not_ca self
  issue self-ca '/O=Acme/CN=orders.acme.example' ext='basicConstraints=critical,CA:TRUE' without=keyUsage
  no self_signed_not_ca self-ca
  issue no-sign '/O=Initech/CN=Initech Root CA' as=root ext='keyUsage=critical,cRLSign'
  issue any-use '/O=Initech/CN=Initech Root CA' as=root without=keyUsage
  yes key_cert_sign_missing no-sign
  no key_cert_sign_missing any-use
  issue servers '/O=Acme/CN=Acme Server CA' as=ca by=root ext='extendedKeyUsage=serverAuth'
  issue both '/O=Acme/CN=Acme Server CA' as=ca by=root ext='extendedKeyUsage=serverAuth,clientAuth'
  yes extended_key_usage servers root
  no extended_key_usage both root
  issue version-1 '/O=Initech/CN=Initech Root CA' as=v1
  yes ca_version_1 version-1
  no ca_version_1 root
}

lint_algorithms() {
  issue sha1 '/O=Initech/CN=Initech Root CA' as=root md=sha1
  issue sha384 '/O=Initech/CN=Initech Root CA' as=root md=sha384
  yes weak_signature sha1
  no weak_signature sha384
  issue rsa1024 '/O=Initech/CN=Initech Root CA' as=root key=rsa1024
  issue rsa2048 '/O=Initech/CN=Initech Root CA' as=root key=rsa2048
  yes weak_key rsa1024
  no weak_key rsa2048
  issue p521 '/O=Initech/CN=Initech Root CA' as=root key=p521
  issue p384 '/O=Initech/CN=Initech Root CA' as=root key=p384
  yes curve_not_listed p521
  no curve_not_listed p384
  issue ed25519 '/O=Initech/CN=Initech Root CA' as=root key=ed25519
  yes algorithm_not_listed ed25519
  no algorithm_not_listed rsa2048
}

lint_names() {
  yes duplicate_certificate root other root
  no duplicate_certificate root other
  issue impostor '/O=Acme/CN=Acme Root CA' as=root
  yes duplicate_subject root impostor
  no duplicate_subject root rolled-apart
  issue cross '/O=Acme/CN=Acme Issuing CA' as=ca by=other same-key=issuing
  yes cross_signed issuing root cross other
  issue apart '/O=Acme/CN=Acme Issuing CA 2' as=ca by=other same-key=issuing
  no cross_signed issuing root apart other
  issue again '/O=Acme/CN=Acme Issuing CA' as=ca by=root same-key=issuing until=20360101
  issue again-apart '/O=Acme/CN=Acme Issuing CA 3' as=ca by=root same-key=issuing until=20360101
  yes renewed_ca issuing again root
  no renewed_ca issuing again-apart root
  issue printable '/O=Acme/CN=Acme Root CA' as=root names=nombstr same-key=root
  yes name_encoding issuing printable
  no name_encoding issuing root
  issue astray '/O=Acme/CN=Acme Issuing CA' as=ca by=root ext='authorityKeyIdentifier=DER:30068004deadbeef'
  issue no-pointer '/O=Acme/CN=Acme Issuing CA' as=ca by=root without=authorityKeyIdentifier
  yes key_id_mismatch astray root
  no key_id_mismatch no-pointer root
}

lint_syntax() {
  issue negative '/O=Initech/CN=Initech Root CA' as=root
  no negative_serial negative
  sign_again negative negative "$negate_serial"
  yes negative_serial negative
  issue underscore '/O=Initech/CN=orders' as=root names=nombstr
  no x509_syntax underscore
  sign_again underscore underscore 's/6f7264657273/6f725f657273/g' # orders, or_ers
  yes x509_syntax underscore
  issue critical '/O=Initech/CN=Initech Root CA' as=root ext='1.3.6.1.4.1.55555.1=critical,DER:0500'
  issue optional '/O=Initech/CN=Initech Root CA' as=root ext='1.3.6.1.4.1.55555.1=DER:0500'
  yes critical_extension critical
  no critical_extension optional
}

# The one certificate of a stranger: a public root, as Debian's ca-certificates has it.
lint_public() {
  local -r public=/usr/share/ca-certificates/mozilla/Amazon_Root_CA_3.crt
  if [[ -e $public ]]; then
    yes_text public_ca <"$public"
  elif [[ -e $certs/lint/positive/public_ca.pem ]]; then
    cp "$certs/lint/positive/public_ca.pem" out/positive/
    say 'ca-certificates is missing: lint/positive/public_ca.pem is the old one'
  else
    die 'lint/positive/public_ca.pem needs the package ca-certificates, which is missing'
  fi
  no public_ca root
  issue namesake '/C=US/O=Amazon/CN=Amazon Root CA 3' as=root
  issue no-namesake '/C=US/O=Amazon/CN=Amazon Root CA 3 for tests' as=root
  yes public_ca_name namesake
  no public_ca_name no-namesake
}

lint_files_as_such() {
  local id
  cp root.crt out/positive/not_named_pem.crt
  no not_named_pem root
  for id in empty_file not_a_certificate_file unreadable_content base64_without_boundaries der; do no "$id" root; done
  yes_text empty_file </dev/null
  gzip -9nc root.crt | yes_text not_a_certificate_file
  printf 'to be done\n' | yes_text unreadable_content
  sed '/-----/d' root.crt | yes_text base64_without_boundaries
  openssl x509 -in root.crt -outform DER | yes_text der
  printf '%s\n' '<<<<<<< HEAD' "$(<root.crt)" '=======' "$(<other.crt)" '>>>>>>> partner-update' | yes_text merge_conflict
  { printf '%s\n' '======='; cat root.crt; } | no_text merge_conflict
}

# What a file went through on its way. Where nothing comes near, the negative is the sound file.
lint_forms() {
  local id nbsp=$'\xc2\xa0'
  for id in bom utf16 mixed_encoding cr_only doubled_cr control_characters indented headers literal_newline quoted shared_line openssh_key; do no "pem_$id" root; done
  { printf '\xef\xbb\xbf'; cat root.crt; } | yes_text pem_bom
  { printf '\xff\xfe'; iconv -f ASCII -t UTF-16LE root.crt; } | yes_text pem_utf16
  { cat root.crt; iconv -f ASCII -t UTF-16LE other.crt; } | yes_text pem_mixed_encoding
  sed $'s/$/\r/' root.crt | yes_text pem_crlf
  no pem_crlf root
  tr '\n' '\r' <root.crt | yes_text pem_cr_only
  sed $'s/$/\r\r/' root.crt | yes_text pem_doubled_cr
  sed $'3s/$/\v/' root.crt | yes_text pem_control_characters
  printf '%s' "$(<root.crt)" | yes_text pem_no_final_newline
  no pem_no_final_newline root
  { printf '%s' "$(<root.crt)"; cat other.crt; } | yes_text pem_joined_lines
  no pem_joined_lines root other
  { sed '/END/d' root.crt; cat other.crt; } | yes_text pem_missing_end
  no pem_missing_end root other
  sed 's/^/    /' root.crt | yes_text pem_indented
  sed 's/$/  /' root.crt | yes_text pem_trailing_space
  no pem_trailing_space root
  sed '3s/^....../& /' root.crt | yes_text pem_spaces
  sed '3s/$/ /' root.crt | no_text pem_spaces
  sed "3s/^....../&$nbsp/" root.crt | yes_text pem_unicode_space
  sed '3s/^....../& /' root.crt | no_text pem_unicode_space
  { printf '# Acme\n'; cat root.crt; } | yes_text pem_text
  { printf '\n\n'; cat root.crt; } | no_text pem_text
  { cat root.crt; sed '/-----/d' other.crt; } | yes_text pem_unframed_certificate
  { cat root.crt; sed '/-----/d; 3d' other.crt; } | no_text pem_unframed_certificate
  sed $'s/^-----BEGIN.*/&\\\nX-Partner: Acme\\\n/' root.crt | yes_text pem_headers
  sed 's/$/\n/' root.crt | yes_text pem_blank_lines
  { cat root.crt; printf '\n\n'; cat other.crt; } | no_text pem_blank_lines
  reflow 78 root.crt | yes_text pem_long_lines
  reflow 76 root.crt | no_text pem_long_lines
  awk '{ printf "%s\\n", $0 } END { print "" }' root.crt | yes_text pem_literal_newline
  printf '"%s"\n' "$(<root.crt)" | yes_text pem_quoted
  { printf 'acme: '; cat root.crt; } | yes_text pem_shared_line
  openssl x509 -in root.crt -addtrust clientAuth -trustout | yes_text pem_trusted_certificate
  no pem_trusted_certificate root
  sed 's/ CERTIFICATE-/ X509 CERTIFICATE-/' root.crt | yes_text pem_x509_certificate
  no pem_x509_certificate root
  openssh_copy block.key block.ssh ''
  { cat root.crt block.ssh; } | yes_text pem_openssh_key
  { cat root.crt block.key; } | no_text pem_openssh_key
  { cat root.crt; tailed more; } | yes_text trailing_data
  { cat root.crt; tailed ''; } | no_text trailing_data
}

# tailed TEXT: another authority, with a text behind it in its block.
tailed() {
  printf '%s\n' '-----BEGIN CERTIFICATE-----'
  { openssl x509 -in other.crt -outform DER; printf '%s' "$1"; } | openssl base64
  printf '%s\n' '-----END CERTIFICATE-----'
}

# ---------------------------------------------------------------------------
# Making

force=no

# build FOLDER makes all its files in a working folder and moves them into place
# only when every one is there.
build() {
  local folder=$1 file
  mkdir -p "$work/$folder/out"
  (
    cd "$work/$folder"
    openssl_config >openssl.cnf
    export OPENSSL_CONF=$PWD/openssl.cnf STRING_MASK=utf8only
    # Not "make … || die": behind || bash forgets set -e inside the function.
    trap 'say "$folder went wrong:"; tail -n 20 log | cut -c 1-200 >&2' ERR
    set -E
    "make_${folder//-/_}"
  )
  for file in $(files_of "$folder"); do
    [[ -e $work/$folder/out/$file ]] || die "$folder: its builder made no $file"
  done
  for file in $(files_of "$folder"); do
    [[ $force == no && -e $certs/$folder/$file ]] && continue
    mkdir -p "$(dirname "$certs/$folder/$file")"
    cp "$work/$folder/out/$file" "$certs/$folder/$file"
    chmod 644 "$certs/$folder/$file" # Git keeps no other mode, so neither do we
  done
  say "made $folder"
}

# state FOLDER: complete, absent or partial
state() {
  local file there=0 missing=0
  for file in $(files_of "$1"); do
    if [[ -e $certs/$1/$file ]]; then there=$((there + 1)); else missing=$((missing + 1)); fi
  done
  if ((missing == 0)); then echo complete; elif ((there == 0)); then echo absent; else echo partial; fi
}

# plan FOLDER: keep, build or lost
plan() {
  local state
  state=$(state "$1")
  case $force/$state in
    yes/* | no/absent) echo build ;;
    no/complete) echo keep ;;
    no/partial) if [[ $1 == pem && -e $certs/pem/clean.pem ]]; then echo build; else echo lost; fi ;;
  esac
}

# What `openssl verify` says of a client: the number of its first error, or 0.
openssl_error() {
  local answer number
  answer=$(OPENSSL_CONF=/dev/null openssl verify -no-CApath -no-CAstore -attime "$at" \
    -purpose sslclient -CAfile "$1" "$2" 2>&1) || true
  number=$(sed -n 's/^error \([0-9][0-9]*\) at .*/\1/p' <<<"$answer" | sed -n 1p)
  [[ -n $number || $answer == *': OK' ]] || die "openssl verify gave no verdict on $2: $answer"
  printf '%s\n' "${number:-0}"
}

write_expected() {
  local folder client verdict reason
  {
    printf 'scenario\tclient\tverdict\treason\topenssl\n'
    while read -r folder client verdict reason; do
      printf '%s\t%s\t%s\t%s\t%s\n' "$folder" "$client" "$verdict" "${reason#-}" \
        "$(openssl_error "$certs/$folder/truststore.pem" "$certs/$folder/$client")"
    done < <(expectations)
  } >"$work/expected.tsv"
  cmp -s "$work/expected.tsv" "$certs/expected.tsv" || cp "$work/expected.tsv" "$certs/expected.tsv"
}

require_tools() {
  local tool
  for tool in openssl iconv gzip zip ssh-keygen; do
    command -v "$tool" >/dev/null || die "making certificates needs $tool, which is missing"
  done
  [[ $(openssl version) == 'OpenSSL 3.'* ]] || die "making certificates needs OpenSSL 3, this is $(openssl version)"
}

make_all() {
  local folder failed=0
  require_tools
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  for folder in "$@"; do
    [[ -n $(files_of "$folder") ]] || die "no such folder: $folder"
  done
  # shellcheck disable=SC2046 # one word a folder
  (($# > 0)) || set -- $(folders)
  for folder in "$@"; do
    case $(plan "$folder") in
      keep) ;;
      build) build "$folder" ;;
      lost)
        say "$folder lacks a file, and the keys that could make it are gone: run $0 --force $folder"
        failed=1
        ;;
    esac
  done
  ((failed == 0)) || exit 1
  write_expected
}

# ---------------------------------------------------------------------------
# Checking

complaints=0
complain() {
  say "$@"
  complaints=$((complaints + 1))
}

expected_files() {
  local folder file
  files_of_the_top | tr ' ' '\n'
  for folder in $(folders); do
    for file in $(files_of "$folder"); do printf '%s\n' "$folder/$file"; done
  done
}

check_files() {
  local file
  while read -r file; do
    complain "testdata/certs/$file is missing"
  done < <(comm -23 <(expected_files | sort) <(cd "$certs" && find . -type f | sed 's|^\./||' | sort))
  while read -r file; do
    complain "testdata/certs/$file is in nobody's list"
  done < <(comm -13 <(expected_files | sort) <(cd "$certs" && find . -type f | sed 's|^\./||' | sort))
}

check_expected() {
  cmp -s <(expectations | tr ' ' '\t' | sed $'s/\t-$/\t/') <(sed 1d "$certs/expected.tsv" | cut -f1-4) ||
    complain 'testdata/certs/expected.tsv does not say what this script expects: run it again'
}

# Each file of pem/ is a bait for one mistake of a reader. An editor, a Git
# setting or a well-meant clean-up can take the mistake out without a trace, so
# the bytes themselves are looked at.
check_pem() {
  local file hex
  shows bom-utf8.pem '^efbbbf2d2d'
  shows utf16le.pem '^fffe2d002d00'
  shows utf16be.pem '^feff002d002d'
  shows crlf.pem '2d2d2d2d2d0d0a4d'
  shows cr-only.pem '2d2d2d2d2d0d4d'
  hides cr-only.pem '0a'
  shows no-final-newline.pem '2d2d2d2d2d$'
  shows joined-end-begin.pem '454e442043455254494649434154452d2d2d2d2d2d2d2d2d2d424547494e'
  shows indented.pem '^202020202d2d2d2d2d424547494e'
  shows trailing-spaces.pem '2d2d2d2d2d20200a'
  shows openssl-text.pem '^43657274696669636174653a0a20202020446174613a' # Certificate:, Data:
  shows bag-attributes.pem '^42616720417474726962757465730a' # Bag Attributes
  shows rfc1421-headers.pem '2d2d2d2d2d0a50726f632d547970653a.*0a582d506172746e65723a2041636d650a0a4d'
  shows literal-backslash-n.pem '2d2d2d2d2d5c6e4d'
  shows quoted.pem '^222d2d2d2d2d'
  shows blank-lines-inside.pem '2d2d2d2d2d0a0a4d'
  shows trusted-certificate.pem '424547494e2054525553544544204345'
  shows x509-certificate.pem '424547494e2058353039204345'
  shows private-key-pkcs1.pem '424547494e20525341205052495641544520'
  shows private-key-sec1.pem '424547494e204543205052495641544520'
  shows private-key-pkcs8.pem '424547494e205052495641544520'
  shows private-key-encrypted.pem '424547494e20454e435259505445442050'
  shows private-key-openssh.pem '424547494e204f50454e5353482050'
  shows pkcs7.pem '^2d2d2d2d2d424547494e20504b4353372d'
  shows pkcs7.der '^30.*06092a864886f70d010702'
  shows pkcs12.p12 '^30.*06092a864886f70d010701'
  shows keystore.jks '^feedfeed'
  shows bundle.pem.gz '^1f8b08'
  shows bundle.zip '^504b0304'
  shows merge-conflict.pem '^3c3c3c3c3c3c3c20'
  shows empty.pem '^$'
  hides only-whitespace.pem '2d'
  shows der.cer '^3082'
  shows bad-base64-char.pem '0a21'
  shows mismatched-end.pem '424547494e2043455254.*454e44205452555354454420'
  shows four-dashes.pem '^2d2d2d2d42'
  shows en-dash.pem '^e28093e28093e28093e28093e2809342'
  shows nbsp.pem '^2d2d2d2d2d424547494ec2a043'
  [[ $(grep -c END "$certs/pem/truncated.pem") == 1 ]] || complain 'pem/truncated.pem ends after all'
  [[ $(awk 'length > 64' "$certs/pem/long-lines.pem" | wc -l) -gt 2 ]] || complain 'pem/long-lines.pem has no long lines'
  [[ $(wc -l <"$certs/pem/one-line-base64.pem") -eq 6 ]] || complain 'pem/one-line-base64.pem has more than one line a body'
  # Git or an editor must not have "repaired" the good file either.
  hides clean.pem '0d'
}

# shows FILE PATTERN and hides FILE PATTERN look at a file of pem/ as hexadecimal.
in_hex() { hex <"$certs/pem/$1"; }
shows() { in_hex "$1" | { grep -q -- "$2" || [[ $2 == '^$' && ! -s $certs/pem/$1 ]]; } || complain "pem/$1 does not show what it is named after"; }
hides() { ! in_hex "$1" | sed 's/../& /g' | grep -q -- "$2" || complain "pem/$1 does not show what it is named after"; }

check() {
  check_files
  ((complaints == 0)) || exit 1
  check_expected
  check_pem
  ((complaints == 0)) || exit 1
  say "$(expected_files | wc -l | tr -d ' ') files, all as they should be"
}

# ---------------------------------------------------------------------------

usage() { sed -n '3,9s/^# \{0,1\}//p' "$0"; }

main() {
  case ${1-} in
    '') make_all ;;
    --force) force=yes; shift; make_all "$@" ;;
    --check) check ;;
    -h | --help) usage ;;
    *) usage >&2; exit 2 ;;
  esac
}

main "$@"
