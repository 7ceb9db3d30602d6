package config

// Example is what `mtlscheck config init` prints: a configuration that is right as it stands, and shows the rest in
// comments.
const Example = `# Configuration of mtlscheck. It is looked for as .mtlscheck.yaml in the working directory and in
# those above it, up to the root of the repository; --config FILE names another one, --config none
# goes without. mtlscheck config check says whether it is right, and how each waiver stands.
version: 1

# Flags that the command line does not give. All may be left out.
defaults:
  # fail_on: warning      # error, warning or never
  # expires_within: 60d   # days
  # profile: apigateway   # apigateway, alb or cloudfront

# A waiver lets the findings of one rule about one certificate pass, for a reason and until a day.
# They are told all the same, and do not count. A waiver that has expired, or that nothing matched,
# is itself a finding. A private key in a truststore cannot be waived.
waivers:
  # - rule: intermediate_expired   # mtlscheck explain lists the ids
  #   # SHA-256 of the certificate that the finding is about, or of the client's:
  #   # openssl x509 -noout -fingerprint -sha256 -in FILE, or the JSON of the report.
  #   certificate: 3f:9a:11:00:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd
  #   reason: the partner renews it in week 30, see ticket 4711
  #   expires: 2026-12-31          # the last day on which it holds, in UTC
  #
  # - rule: not_named_pem
  #   # For a finding about no certificate: SHA-256 of the whole file, as sha256sum prints it. With
  #   # any change of the file the waiver ends, since nobody has looked at the new one.
  #   input: 0000000000000000000000000000000000000000000000000000000000000000
  #   # It holds only in runs with these truststores, relative to this file; * matches within one
  #   # directory. In a repository with several it lets mtlscheck tell which waivers are unused.
  #   truststores: [trust/payments/*.pem]
  #   reason: the upload renames it
  #   expires: 2026-12-31
`
