{{- define "phimesh.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* Short enough that every suffix fits into 63 characters. */}}
{{- define "phimesh.fullname" -}}
{{- $name := include "phimesh.name" . }}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What selectors hold; never changes, for a Deployment's selector cannot. (dict "root" $ "component" NAME) */}}
{{- define "phimesh.selector" -}}
app.kubernetes.io/name: {{ include "phimesh.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* What every pod of this release has, and no other pod. */}}
{{- define "phimesh.selectAll" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: phimesh
{{- end }}

{{- define "phimesh.labels" -}}
{{ include "phimesh.selector" . }}
app.kubernetes.io/part-of: phimesh
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Metadata of an object. (dict "root" $ "name" NAME "component" C "annotations" A "labels" L) */}}
{{- define "phimesh.metadata" -}}
{{- $annotations := merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "phimesh.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* An image's full name. (dict "root" $ "image" IMAGE "tag" TAG) */}}
{{- define "phimesh.image" -}}
{{- $registry := .root.Values.global.imageRegistry | default .image.registry }}
{{- $name := .image.repository }}
{{- with $registry }}{{ $name = printf "%s/%s" (trimSuffix "/" .) $name }}{{ end }}
{{- if .image.digest }}{{ $name }}@{{ .image.digest }}{{ else }}{{ $name }}:{{ .tag }}{{ end }}
{{- end }}

{{- define "phimesh.ownImage" -}}
{{- include "phimesh.image" (dict "root" . "image" .Values.image "tag" (.Values.image.tag | default .Chart.AppVersion)) }}
{{- end }}

{{/* The image of a service: a repository of its own, or a version of its own while an upgrade goes service by service. */}}
{{- define "phimesh.serviceImage" -}}
{{- $image := .root.Values.image }}
{{- $digest := .values.imageDigest }}
{{- if not (or $digest .values.imageTag .values.imageRepository) }}{{ $digest = $image.digest }}{{ end }}
{{- $own := dict "registry" $image.registry "repository" (.values.imageRepository | default $image.repository) "digest" $digest }}
{{- include "phimesh.image" (dict "root" .root "image" $own "tag" (.values.imageTag | default $image.tag | default .root.Chart.AppVersion)) }}
{{- end }}

{{/* A service's values: the defaults under its own. (dict "root" $ "name" NAME) */}}
{{- define "phimesh.service" -}}
{{- $own := index .root.Values.services .name | default dict }}
{{- mustMergeOverwrite (deepCopy .root.Values.serviceDefaults) (deepCopy $own) | toYaml }}
{{- end }}

{{/* Names of the services that are deployed, one a line, in the order of the alphabet. */}}
{{- define "phimesh.enabled" -}}
{{- range $name, $_ := .Values.services }}
{{- if (include "phimesh.service" (dict "root" $ "name" $name) | fromYaml).enabled }}
{{ $name }}
{{- end }}
{{- end }}
{{- end }}

{{/* FLOW, as the code writes it (shared/phi-bus/examples/chart.rs). */}}
{{- define "phimesh.flow" -}}
{{- .Files.Get "files/flow.json" }}
{{- end }}

{{- define "phimesh.natsFullname" -}}
{{ include "phimesh.fullname" . }}-nats
{{- end }}

{{/* Where services find NATS. */}}
{{- define "phimesh.natsUrl" -}}
{{- if eq .Values.nats.mode "bundled" }}nats://{{ include "phimesh.natsFullname" . }}.{{ .Release.Namespace }}.svc:4222
{{- else }}{{ join "," .Values.nats.urls }}
{{- end }}
{{- end }}

{{- define "phimesh.natsMonitoring" -}}
{{- if eq .Values.nats.mode "bundled" }}{{ include "phimesh.natsFullname" . }}-headless.{{ .Release.Namespace }}.svc:8222
{{- else }}{{ .Values.keda.natsServerMonitoringEndpoint }}
{{- end }}
{{- end }}
