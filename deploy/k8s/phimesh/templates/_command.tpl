{{/* A pod that runs `phimesh` once. (dict "root" $ "component" C "restart" POLICY "args" ARGS "mount" CLAIM): what it keeps goes to the claim, at /kept */}}
{{- define "phimesh.commandPod" -}}
{{- $values := .root.Values }}
{{- include "phimesh.podHead" (dict "root" .root "account" (printf "%s-command" (include "phimesh.fullname" .root))) }}
restartPolicy: {{ .restart }}
affinity:
  {{- include "phimesh.antiAffinity" . | nindent 2 }}
containers:
  - name: {{ .component }}
    image: {{ include "phimesh.ownImage" .root }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    command: [/usr/local/bin/phimesh]
    {{- with .mount }}
    env:
      # a folder or file of its own for each run: nothing is written over
      - {name: RUN, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    {{- end }}
    args: {{ toJson (concat (list "--config" "/etc/phimesh/phimesh.toml" "--json") .args) }}
    resources:
      {{- toYaml $values.provision.resources | nindent 6 }}
    securityContext:
      {{- toYaml $values.containerSecurityContext | nindent 6 }}
    volumeMounts:
      - {name: config, mountPath: /etc/phimesh, readOnly: true}
      - {name: tmp, mountPath: /tmp}
      {{- include "phimesh.secretMounts" .root | nindent 6 }}
      {{- with .mount }}
      - {name: kept, mountPath: /kept}
      {{- end }}
      {{- if ne .component "smoke" }}
      - {name: provisioner, mountPath: /var/run/phimesh/provisioner, readOnly: true}
      {{- else }}
      - {name: smoke, mountPath: /var/run/phimesh/smoke, readOnly: true}
      {{- end }}
volumes:
  - name: config
    configMap: {name: {{ include "phimesh.fullname" .root }}-command}
  - name: tmp
    emptyDir: {medium: Memory, sizeLimit: 16Mi}
  {{- include "phimesh.secretVolumes" (dict "root" .root "name" "phimesh" "secrets" (dict)) | nindent 2 }}
  {{- with .mount }}
  - name: kept
    persistentVolumeClaim: {claimName: {{ . }}}
  {{- end }}
  {{- if ne .component "smoke" }}
  - name: provisioner
    secret:
      secretName: {{ $values.nats.credentials.secretPrefix }}provisioner
      defaultMode: 288
      items:
        - {key: {{ $values.nats.credentials.key }}, path: nats.creds}
  {{- else }}
  - name: smoke
    secret:
      secretName: {{ $values.tests.webhookSecret }}
      defaultMode: 288
      items:
        - {key: {{ $values.tests.webhookKey }}, path: secret}
  {{- end }}
{{- end }}

{{- /* The components that run the command with these values, parted by spaces; empty when none does. */}}
{{- define "phimesh.commands" -}}
{{- $on := list }}
{{- if eq .Values.provision.mode "job" }}{{ $on = append $on "provision" }}{{ end }}
{{- if .Values.tests.enabled }}{{ $on = append $on "doctor" }}{{ end }}
{{- if and .Values.tests.enabled .Values.tests.tenant }}{{ $on = append $on "smoke" }}{{ end }}
{{- if .Values.backup.volumeClaim }}{{ $on = append $on "backup" }}{{ end }}
{{- if .Values.backup.shreds.volumeClaim }}{{ $on = append $on "shreds" }}{{ end }}
{{- join " " $on }}
{{- end }}
