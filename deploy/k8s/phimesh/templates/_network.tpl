{{/* One row of a policy. (dict "side" "from"|"to" "peers" PEERS "ports" PORTS) */}}
{{- define "phimesh.peers" -}}
- {{ .side }}:
    {{- toYaml .peers | nindent 4 }}
  ports:
    {{- range .ports }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
{{- end }}

{{- define "phimesh.dnsEgress" -}}
- to:
    {{- toYaml .Values.networkPolicy.dnsTo | nindent 4 }}
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
{{- end }}

{{/* Every service speaks with NATS, which is FLOW's only road, asks DNS, and sends its traces. */}}
{{- define "phimesh.commonEgress" -}}
{{ include "phimesh.dnsEgress" . }}
{{- $policy := .Values.networkPolicy }}
{{- if eq .Values.nats.mode "bundled" }}
{{- $nats := dict "podSelector" (dict "matchLabels" (include "phimesh.selector" (dict "root" . "component" "nats") | fromYaml)) }}
{{ include "phimesh.peers" (dict "side" "to" "peers" (list $nats) "ports" (list 4222)) }}
{{- else }}
{{ include "phimesh.peers" (dict "side" "to" "peers" $policy.natsTo "ports" $policy.natsPorts) }}
{{- end }}
{{- if .Values.mesh.otlpEndpoint }}
{{ include "phimesh.peers" (dict "side" "to" "peers" $policy.otlpTo "ports" $policy.otlpPorts) }}
{{- end }}
{{- end }}
