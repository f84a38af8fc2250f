{{/* One value of TOML: a list, a truth, a whole number, a fraction, or a text. Helm reads every number as a fraction. */}}
{{- define "phimesh.toml" -}}
{{- if kindIs "slice" . }}[{{ range $at, $item := . }}{{ if $at }}, {{ end }}{{ include "phimesh.toml" $item }}{{ end }}]
{{- else if kindIs "bool" . }}{{ . }}
{{- else if or (kindIs "float64" .) (kindIs "int64" .) (kindIs "int" .) }}
{{- if eq (float64 .) (float64 (int64 .)) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- else }}{{ . | toString | toJson | replace "\\u003c" "<" | replace "\\u003e" ">" | replace "\\u0026" "&" }}
{{- end }}
{{- end }}

{{/* The section `[mesh]`. (dict "root" $ "name" SERVICE "values" VALUES) */}}
{{- define "phimesh.meshSection" -}}
{{- $values := .root.Values }}
{{- $tls := $values.nats.tls -}}
[mesh]
environment = {{ include "phimesh.toml" $values.mesh.environment }}
nats.url = {{ include "phimesh.toml" (include "phimesh.natsUrl" .root) }}
nats.timeout = {{ include "phimesh.toml" $values.nats.timeout }}
nats.credentials_file = "/var/run/phimesh/nats/nats.creds"
{{- if $tls.enabled }}
nats.tls.required = true
nats.tls.ca_file = "/var/run/phimesh/tls/ca.crt"
{{- if $tls.clientCertificates.enabled }}
nats.tls.cert_file = "/var/run/phimesh/tls/tls.crt"
nats.tls.key_file = "/var/run/phimesh/tls/tls.key"
{{- end }}
{{- end }}
{{- if ne .name "phimesh" }}
{{- if eq $values.database.mode "sqlite" }}
database = "sqlite:///tmp/phimesh.db?mode=rwc"
{{- else }}
database_file = "/var/run/phimesh/database/url"
{{- end }}
{{- end }}
key_file = "/var/run/phimesh/keys/keys.json"
{{- if ne .name "phimesh" }}
health = "0.0.0.0:9090"
admin = "127.0.0.1:9091"
tick = {{ include "phimesh.toml" $values.mesh.tick }}
drain = {{ include "phimesh.toml" $values.mesh.drain }}
concurrency = {{ include "phimesh.toml" .values.concurrency }}
telemetry.log = {{ include "phimesh.toml" .values.log }}
{{- end }}
{{- with $values.mesh.otlpEndpoint }}
telemetry.otlp_endpoint = {{ include "phimesh.toml" . }}
{{- end }}
{{- end }}

{{/* phimesh.toml of a service: the frame's section, and its own. */}}
{{- define "phimesh.config" -}}
{{- $fixed := dict }}
{{- if eq .name "call-intake" }}
{{- $fixed = dict "bind" "0.0.0.0:8080" "secrets_dir" "/var/run/phimesh/platform-secrets" }}
{{- else if eq .name "ehr-sync" }}
{{- if .root.Values.ehr.bearerSecret }}{{ $fixed = dict "bearer_file" "/var/run/phimesh/ehr/token" }}{{ end }}
{{- end }}
{{- include "phimesh.meshSection" . }}

[{{ .name | replace "-" "_" }}]
{{- range $key, $value := merge (dict) $fixed .values.settings }}
{{ $key }} = {{ include "phimesh.toml" $value }}
{{- end }}
{{ end }}

{{/* phimesh.toml of the command, as Jobs and tests run it. */}}
{{- define "phimesh.commandConfig" -}}
{{- include "phimesh.meshSection" (dict "root" . "name" "phimesh" "values" dict) }}

[phimesh]
intake = "http://{{ include "phimesh.fullname" . }}-call-intake:{{ .Values.intake.service.port }}"
provisioner_credentials_file = "/var/run/phimesh/provisioner/nats.creds"
{{- if .Values.tests.tenant }}
tenant = {{ include "phimesh.toml" .Values.tests.tenant }}
secret_file = "/var/run/phimesh/smoke/secret"
{{- end }}
{{ end }}
