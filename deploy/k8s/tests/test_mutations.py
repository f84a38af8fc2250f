"""T8: each rule is seen to fail. A copy of the chart gets one fault, and the rule that guards against it must speak."""
import re
import unittest

from ladder import CASES, Mutant, case, engine, objects, over, render
from rules import RULES
from test_render import UNSTEADY, complaints, immutable

D, N, P, S, C = "templates/deployments.yaml", "templates/networkpolicies.yaml", "templates/_pod.tpl", "templates/scaling.yaml", "templates/_config.tpl"
SERVER, CONF, JOB, TEST, DOOR, MON = ("templates/nats/nats.yaml", "templates/nats/_conf.tpl", "templates/provision.yaml", "templates/tests/doctor.yaml",
                                      "templates/doors.yaml", "templates/monitoring.yaml")
NACKED, NAMES, COMMAND, VALUES, SERVICES = "templates/nack.yaml", "templates/_names.tpl", "templates/_command.tpl", "values.yaml", "templates/services.yaml"
# (rule, case, file, what stands there, what stands there in the mutant)
MUTATIONS = [
    ("selectors_match", "default", SERVICES, '{{- $at := dict "root" $ "component" $name }}', '{{- $at := dict "root" $ "component" (printf "%s-x" $name) }}'),
    ("selectors_match", "default", NAMES, "app.kubernetes.io/component: {{ .component }}", "app.kubernetes.io/component: all"),
    ("selectors_match", "ha", S, '"component" $name "name" $full', '"component" "none" "name" $full'),
    ("monitors_find_every_service", "everything", SERVICES, '"phimesh.io/scrape" "metrics"', '"phimesh.io/scrape" "health"'),
    ("monitors_find_every_service", "everything", MON, "app.kubernetes.io/component, operator: NotIn, values: [nats,", "app.kubernetes.io/component, operator: NotIn, values: [outcome, nats,"),
    ("monitors_find_every_service", "everything", MON, "    - port: exporter", "    - port: export"),
    ("monitors_find_every_service", "everything", MON, "      honorLabels: true\n", ""),
    ("ports_exist", "default", P, "port: metrics}", "port: health}"),
    ("ports_exist", "default", SERVICES, "targetPort: http,", "targetPort: doors,"),
    ("ports_exist", "everything", DOOR, "service: {name: {{ $full }}, port: {name: http}}", "service: {name: {{ $full }}, port: {name: https}}"),
    ("ports_exist", "everything", DOOR, "port: {{ $.Values.intake.service.port }}}", "port: 8080}"),
    ("workloads_have_probes", "default", D, '"path" "/livez"', '"path" "/readyz"'),
    ("restricted_standard", "default", VALUES, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
    ("restricted_standard", "default", VALUES, "capabilities: {drop: [ALL]}", "capabilities: {drop: [ALL], add: [NET_RAW]}"),
    ("restricted_standard", "default", VALUES, "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true"),
    ("restricted_standard", "default", D, "emptyDir: {medium: Memory, sizeLimit: {{ $values.tmpSize }}}", "hostPath: {path: /tmp}"),
    ("restricted_standard", "everything", SERVER, "            {{- toYaml $.Values.containerSecurityContext | nindent 12 }}", "            {}"),
    ("no_api_token", "default", P, "automountServiceAccountToken: false", "automountServiceAccountToken: true"),
    ("no_api_token", "default", D, '"account" $full', '"account" "default"'),
    ("resources_are_set", "default", D, "{{- toYaml $values.resources | nindent 12 }}", "{}"),
    ("images_are_pinned", "default", NAMES, "{{ $name }}:{{ .tag }}", "{{ $name }}"),
    ("no_secret_but_by_file", "default", P, "    defaultMode: 288\n", ""),
    ("no_secret_but_by_file", "default", D, "          ports:\n", "          envFrom: [{secretRef: {name: a}}]\n          ports:\n"),
    ("no_secret_but_by_file", "default", P, "{name: nats, mountPath: /var/run/phimesh/nats,", "{name: nats, subPath: nats.creds, mountPath: /var/run/phimesh/nats/nats.creds,"),
    ("no_secret_but_by_file", "default", "templates/extra.yaml", "{{- range .Values.extraObjects }}", "---\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\n{{- range .Values.extraObjects }}"),
    ("mounts_are_volumes", "default", P, "- {name: keys, mountPath", "- {name: keyring, mountPath"),
    ("mounts_are_volumes", "default", D, "configMap: {name: {{ $full }}}", "configMap: {name: {{ $name }}}"),
    ("replicas_have_one_owner", "keda", D, '{{- if eq $values.autoscaling.mode "none" }}', "{{- if true }}"),
    ("replicas_have_one_owner", "hpa", S, "kind: Deployment, name: {{ $full }}", "kind: Deployment, name: {{ $name }}"),
    ("replicas_have_one_owner", "keda", S, "minReplicaCount: {{ $scaling.minReplicas }}", "minReplicaCount: 0"),
    ("budgets_where_there_is_more_than_one", "ha", S, "(gt (int $fewest) 1)", "(gt (int $fewest) 2)"),
    ("budgets_where_there_is_more_than_one", "ha", S, "  unhealthyPodEvictionPolicy: AlwaysAllow\n", ""),
    ("keda_asks_what_flow_says", "keda", S, "consumer: {{ .durable | quote }}", 'consumer: {{ printf "%s-projector" .durable | quote }}'),
    ("keda_asks_what_flow_says", "keda", S, "{{- if and .acked (eq .service $name) }}", "{{- if eq .service $name }}"),
    ("keda_asks_what_flow_says", "keda", S, "lagThreshold: {{ $scaling.lagThreshold | quote }}", "lagThreshold: {{ $scaling.lagThreshold }}"),
    ("keda_asks_what_flow_says", "ha-restricted-bundled", NAMES, "-headless.{{ .Release.Namespace }}.svc:8222", ".{{ .Release.Namespace }}.svc:8222"),
    ("keda_asks_what_flow_says", "keda", VALUES, "account: MESH", 'account: "$G"'),
    ("nack_makes_what_flow_says", "nack", NACKED, "denyPurge: {{ $config.deny_purge }}", "denyPurge: false"),
    ("nack_makes_what_flow_says", "nack", NACKED, "maxDeliver: {{ int64 $config.max_deliver }}", "maxDeliver: 5"),
    ("nack_makes_what_flow_says", "nack", NACKED, "  ackWait: {{ div (int64 $config.ack_wait) 1000000000 }}s", "  ackWait: 60s"),
    ("nack_makes_what_flow_says", "nack", NACKED, "{{- range $flow.streams }}", "{{- range rest $flow.streams }}"),
    ("networks_are_denied_by_default", "default", N, '{{- include "phimesh.selectAll" . | nindent 6 }}\n  policyTypes: [Ingress, Egress]', '{{- include "phimesh.selectAll" . | nindent 6 }}\n  policyTypes: [Ingress]'),
    ("networks_are_denied_by_default", "default", N, '| splitList " " | compact }}', '| splitList " " | compact | rest }}'),
    ("networks_are_denied_by_default", "default", "templates/_network.tpl", "- {{ .side }}:\n    {{- toYaml .peers | nindent 4 }}\n  ports:", "- ports:"),
    ("one_row_for_each_edge", "default", N, '{{- if eq $name "ehr-sync" }}', "{{- if true }}"),
    ("one_row_for_each_edge", "default", N, '    {{- if eq $name "call-intake" }}\n    {{- include "phimesh.peers" (dict "side" "from" "peers" $policy.doorsFrom', '    {{- if true }}\n    {{- include "phimesh.peers" (dict "side" "from" "peers" $policy.doorsFrom'),
    ("one_row_for_each_edge", "default", N, '(eq $name "call-intake") $values.settings.recording_hosts', '(eq $name "call-intake")'),
    ("one_row_for_each_edge", "default", N, "    {{- include \"phimesh.commonEgress\" $ | trim | nindent 4 }}\n    {{- if eq $.Values.database", "    {{- include \"phimesh.dnsEgress\" $ | trim | nindent 4 }}\n    {{- if eq $.Values.database"),
    ("one_row_for_each_edge", "dev+policies", N, '{{- if eq $.Values.database.mode "postgresql" }}', "{{- if true }}"),
    ("configuration_is_documented_and_its_files_are_mounted", "default", C, "nats.credentials_file =", "nats.creds ="),
    ("configuration_is_documented_and_its_files_are_mounted", "default", C, '"/var/run/phimesh/keys/keys.json"', '"/etc/keys/keys.json"'),
    ("configuration_is_documented_and_its_files_are_mounted", "default", C, 'database_file = "/var/run/phimesh/database/url"', 'database = "postgres://u:p@h/d"'),
    ("configuration_is_documented_and_its_files_are_mounted", "default", C, '[{{ .name | replace "-" "_" }}]', "[{{ .name }}]"),
    ("drain_ends_before_the_kill", "default", VALUES, "terminationGracePeriodSeconds: 45", "terminationGracePeriodSeconds: 20"),
    ("a_changed_configuration_restarts", "default", D, 'checksum/config: {{ include "phimesh.config" $at | sha256sum }}', 'checksum/config: {{ $name | sha256sum }}'),
    ("a_changed_configuration_restarts", "everything", SERVER, 'checksum/config: {{ include "phimesh.natsConf" . | sha256sum }}', "checksum/config: none"),
    ("pods_spread", "default", P, 'list "topology.kubernetes.io/zone" "kubernetes.io/hostname"', 'list "kubernetes.io/hostname"'),
    ("pods_spread", "default", P, "podAntiAffinity:", "podAffinity:"),
    ("deployments_are_the_services_of_flow", "default", D, "command: [/usr/local/bin/{{ $name }}]", "command: [/usr/local/bin/phimesh]"),
    ("each_service_has_its_own_credentials", "default", P, '(printf "%s%s" $values.nats.credentials.secretPrefix .name)', '"phimesh-nats"'),
    ("each_service_has_its_own_credentials", "default", P, '(printf "%s%s" $values.keys.secretPrefix .name)', '"phimesh-keys"'),
    ("jobs_say_what_they_do_in_their_name", "default", JOB, '(printf "%s-provision-%s" (include "phimesh.fullname" .) $hash)', '(printf "%s-provision" (include "phimesh.fullname" .))'),
    ("copies_and_lists_are_kept_apart", "everything", "templates/backup.yaml", '"mount" $job.claim', '"mount" "one"'),
    ("copies_and_lists_are_kept_apart", "everything", "templates/backup.yaml", "/kept/$(RUN).json", "/kept/list.json"),
    ("copies_and_lists_are_kept_apart", "everything", "templates/backup.yaml", "concurrencyPolicy: Forbid", "concurrencyPolicy: Allow"),
    ("jobs_say_what_they_do_in_their_name", "default", JOB, "  ttlSecondsAfterFinished: {{ .Values.provision.ttlSecondsAfterFinished }}\n", ""),
    ("tests_are_hooks", "default", TEST, '"helm.sh/hook" "test"', '"helm.sh/hok" "test"'),
    ("names_are_fit", "default", NAMES, "namespace: {{ .root.Release.Namespace }}\n", ""),
    ("names_are_fit", "everything", SERVER, '(printf "%s-headless" $full)', "$full"),
    ("nothing_reads_like_a_person", "default", C, "[phimesh]\n", "[phimesh]\n# ask +12125550100\n"),
    ("the_bundled_nats_is_strict", "everything", CONF, 'min_version: "1.3"', 'min_version: "1.2"'),
    ("the_bundled_nats_is_strict", "everything", CONF, "sync_interval: always", 'sync_interval: "2m"'),
    ("the_bundled_nats_is_strict", "everything", CONF, "jetstream {", 'websocket { port: 443 }\njetstream {'),
    ("the_bundled_nats_is_strict", "everything", CONF, "range until (int $nats.replicas)", "range until 2"),
    ("the_bundled_nats_is_strict", "dev", CONF, "{{- if $tls.enabled }}", "{{- if true }}"),
    ("alerts_and_dashboards_can_be_read", "everything", "files/dashboards/zz.json", "", "{"),
    ("alerts_and_dashboards_can_be_read", "everything", "files/alerts/zz.yaml", "", "groups: []\n"),
]
CASES_HERE = {**CASES, "dev+policies": over(CASES["dev"], {"networkPolicy": {"enabled": True}})}
# Faults that Kubernetes itself would refuse.
INVALID = [
    (D, "maxSurge: 1, maxUnavailable: 0", "maxSurges: 1, maxUnavailable: 0"),
    (D, "revisionHistoryLimit: 5", 'revisionHistoryLimit: "5"'),
    (SERVICES, "appProtocol: http}", "protocl: http}"),
    (JOB, "backoffLimit: 10", "retries: 10"),
    (MON, "interval: {{ $monitoring.interval }}", "every: {{ $monitoring.interval }}"),
    (S, "pollingInterval:", "pollInterval:"),
    ("templates/certificates.yaml", "renewBefore:", "renew:"),
]


class Mutations(unittest.TestCase):
    def test_each_rule_speaks_on_a_broken_chart(self):
        for rule, where, file, old, new in MUTATIONS:
            with self.subTest(rule=rule, file=file, new=new), Mutant(file, old, new) as chart:
                found = objects(engine().render(chart, CASES_HERE[where]))
                self.assertTrue(list(RULES[rule](found)), "the rule did not speak")

    def test_no_rule_is_left_out(self):
        self.assertEqual({mutation[0] for mutation in MUTATIONS}, set(RULES))

    def test_an_invalid_object_is_a_complaint(self):
        values = over(CASES["everything"], {"serviceDefaults": {"autoscaling": {"mode": "keda"}}})
        for file, old, new in INVALID:
            with self.subTest(file=file, new=new), Mutant(file, old, new) as chart:
                self.assertTrue([line for each in render(values, chart) for line in complaints(each, "1.34")])

    def test_an_immutable_field_that_changes_is_seen(self):
        with Mutant(NAMES, "app.kubernetes.io/component: {{ .component }}", "app.kubernetes.io/component: {{ .component }}-x") as chart:
            self.assertNotEqual(immutable(render({}, chart)), immutable(case("default")))

    def test_unsteady_functions_are_seen(self):
        for text in ('{{ now | date "2006" }}', "{{ randAlphaNum 5 }}", '{{ genCA "a" 1 }}', '{{ (lookup "v1" "Secret" "" "") }}', '{{ if .Capabilities.APIVersions.Has "a" }}', '{{ env "HOME" }}'):
            self.assertTrue(re.search(UNSTEADY, text), text)


if __name__ == "__main__":
    unittest.main()
