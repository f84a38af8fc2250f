{{/* What every listener of NATS speaks: TLS 1.3, and nothing older. */}}
{{- define "phimesh.natsTls" -}}
tls {
  cert_file: "/etc/nats-tls/tls.crt"
  key_file: "/etc/nats-tls/tls.key"
  ca_file: "/etc/nats-tls/ca.crt"
  min_version: "1.3"
  {{- if .verify }}
  verify: true
  {{- end }}
}
{{- end }}

{{/* nats.conf of the bundled servers. Each commit is on disk before it is acknowledged (sync_interval: always). */}}
{{- define "phimesh.natsConf" -}}
{{- $nats := .Values.nats.bundled }}
{{- $tls := .Values.nats.tls }}
{{- $full := include "phimesh.natsFullname" . }}
{{- $verify := $tls.clientCertificates.enabled }}
{{- if not (kindIs "invalid" $nats.verifyClients) }}{{ $verify = $nats.verifyClients }}{{ end -}}
server_name: $POD_NAME
listen: "0.0.0.0:4222"
http: "0.0.0.0:8222"
pid_file: "/var/run/nats/nats.pid"
max_payload: 1MB
lame_duck_grace_period: "10s"
lame_duck_duration: "{{ sub (int $nats.terminationGracePeriodSeconds) 20 }}s"
jetstream {
  store_dir: "/data"
  max_file_store: {{ $nats.maxFileStore | replace "i" "" }}
  max_memory_store: {{ $nats.maxMemoryStore | replace "i" "" }}
  sync_interval: always
}
{{- if $tls.enabled }}
{{ include "phimesh.natsTls" (dict "verify" $verify) }}
{{- end }}
{{- if gt (int $nats.replicas) 1 }}
cluster {
  name: "{{ $full }}"
  listen: "0.0.0.0:6222"
  routes: [
    {{- range until (int $nats.replicas) }}
    "nats-route://{{ $full }}-{{ . }}.{{ $full }}-headless.{{ $.Release.Namespace }}.svc:6222"
    {{- end }}
  ]
  {{- if $tls.enabled }}
  {{- include "phimesh.natsTls" (dict "verify" true) | nindent 2 }}
  {{- end }}
}
{{- end }}
include "./operator/server.conf"
{{ end }}
