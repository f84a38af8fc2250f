{{/* Secrets of a pod as volumes. (dict "root" $ "name" SERVICE "secrets" SECRETS): whole directories, so that a change in
the Secret reaches the pod; a subPath would not. */}}
{{- define "phimesh.secretVolumes" -}}
{{- $values := .root.Values }}
{{- $tls := $values.nats.tls -}}
- name: nats
  secret:
    secretName: {{ .secrets.nats | default (printf "%s%s" $values.nats.credentials.secretPrefix .name) }}
    defaultMode: 288
    items:
      - {key: {{ $values.nats.credentials.key }}, path: nats.creds}
{{- if $tls.enabled }}
- name: tls
  secret:
    defaultMode: 288
    {{- if $tls.clientCertificates.enabled }}
    secretName: {{ .secrets.tls | default (printf "%s%s" $tls.clientCertificates.secretPrefix .name) }}
    items:
      - {key: ca.crt, path: ca.crt}
      - {key: tls.crt, path: tls.crt}
      - {key: tls.key, path: tls.key}
    {{- else }}
    secretName: {{ $tls.caSecret }}
    items:
      - {key: {{ $tls.caKey }}, path: ca.crt}
    {{- end }}
{{- end }}
- name: keys
  secret:
    secretName: {{ .secrets.keys | default (printf "%s%s" $values.keys.secretPrefix .name) }}
    defaultMode: 288
    items:
      - {key: {{ $values.keys.key }}, path: keys.json}
{{- end }}

{{- define "phimesh.secretMounts" -}}
- {name: nats, mountPath: /var/run/phimesh/nats, readOnly: true}
{{- if .Values.nats.tls.enabled }}
- {name: tls, mountPath: /var/run/phimesh/tls, readOnly: true}
{{- end }}
- {name: keys, mountPath: /var/run/phimesh/keys, readOnly: true}
{{- end }}

{{/* Volumes that one service alone has. */}}
{{- define "phimesh.ownVolumes" -}}
{{- $values := .root.Values }}
{{- if eq $values.database.mode "postgresql" }}
- name: database
  secret:
    secretName: {{ .values.secrets.database | default $values.database.existingSecret }}
    defaultMode: 288
    items:
      - {key: {{ $values.database.key }}, path: url}
{{- end }}
{{- if eq .name "call-intake" }}
- name: platform-secrets
  secret:
    secretName: {{ $values.platformSecrets.existingSecret }}
    defaultMode: 288
{{- end }}
{{- if and (eq .name "ehr-sync") $values.ehr.bearerSecret }}
- name: ehr
  secret:
    secretName: {{ $values.ehr.bearerSecret }}
    defaultMode: 288
    items:
      - {key: {{ $values.ehr.bearerKey }}, path: token}
{{- end }}
{{- end }}

{{- define "phimesh.ownMounts" -}}
{{- $values := .root.Values }}
{{- if eq $values.database.mode "postgresql" }}
- {name: database, mountPath: /var/run/phimesh/database, readOnly: true}
{{- end }}
{{- if eq .name "call-intake" }}
- {name: platform-secrets, mountPath: /var/run/phimesh/platform-secrets, readOnly: true}
{{- end }}
{{- if and (eq .name "ehr-sync") $values.ehr.bearerSecret }}
- {name: ehr, mountPath: /var/run/phimesh/ehr, readOnly: true}
{{- end }}
{{- end }}

{{/* What every pod of this release begins with. (dict "root" $ "account" SERVICE_ACCOUNT) */}}
{{- define "phimesh.podHead" -}}
{{- with concat .root.Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
serviceAccountName: {{ .account }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- toYaml .root.Values.podSecurityContext | nindent 2 }}
{{- end }}

{{/* Pods of one service keep to different nodes and zones. (dict "root" $ "component" C "spread" WHEN) */}}
{{- define "phimesh.antiAffinity" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "phimesh.selector" . | nindent 12 }}
{{- end }}

{{- define "phimesh.spread" -}}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: {{ $.spread }}
  labelSelector:
    matchLabels:
      {{- include "phimesh.selector" $ | nindent 6 }}
{{- end }}
{{- end }}

{{- define "phimesh.probe" -}}
httpGet: {path: {{ .path }}, port: metrics}
periodSeconds: {{ .period }}
timeoutSeconds: 3
failureThreshold: {{ .failures }}
{{- end }}
