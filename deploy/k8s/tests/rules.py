"""What holds between the objects of one render. Each rule takes them and yields a sentence for each breach; test_rules.py
runs every rule on every case, and test_mutations.py breaks the chart so that each is seen to speak.
"""
import hashlib
import json
import re
import tomllib

from ladder import FLOW, NAMESPACE, ROOT, SERVICES

CONSUMERS = [each for each in FLOW["consumers"] if each["acked"]]
# Keys that the chart sets and that docs/configuration.md must name.
DOCUMENTED = set()
for _section in re.split(r"^## `\[", (ROOT / "docs/configuration.md").read_text(), flags=re.M)[1:]:
    DOCUMENTED |= {(_section.split("]")[0], key) for key in re.findall(r"^\| `([\w.]+)` \|", _section, re.M)}
RULES = {}


def rule(function):
    RULES[function.__name__] = function
    return function


def of(found, *kinds):
    return [each for each in found if each["kind"] in kinds]


def name(each):
    return f"{each['kind']}/{each['metadata']['name']}"


def component(each):
    return each["metadata"].get("labels", {}).get("app.kubernetes.io/component")


def pods(found):
    """(the object, labels of its pods, their spec) of everything that makes pods."""
    for each in found:
        if each["kind"] == "Pod":
            yield each, each["metadata"]["labels"], each["spec"]
        elif each["kind"] in ("Deployment", "StatefulSet", "Job"):
            template = each["spec"]["template"]
            yield each, template["metadata"]["labels"], template["spec"]
        elif each["kind"] == "CronJob":
            template = each["spec"]["jobTemplate"]["spec"]["template"]
            yield each, template["metadata"]["labels"], template["spec"]


def selects(selector, labels):
    wanted = selector.get("matchLabels", {})
    if not all(labels.get(key) == value for key, value in wanted.items()):
        return False
    for term in selector.get("matchExpressions", []):
        inside = labels.get(term["key"]) in term.get("values", [])
        if term["operator"] == "In" and not inside or term["operator"] == "NotIn" and inside:
            return False
    return True


@rule
def selectors_match(found):
    everything = list(pods(found))
    for each in of(found, "Deployment", "StatefulSet"):
        selector = each["spec"]["selector"]
        chosen = [other for other, labels, _ in everything if selects(selector, labels)]
        if chosen != [each]:
            yield f"{name(each)} selects {[name(other) for other in chosen]}"
    for each in of(found, "Service"):
        if not any(selects({"matchLabels": each["spec"]["selector"]}, labels) for _, labels, _ in everything):
            yield f"{name(each)} selects no pod"
    for each in of(found, "PodDisruptionBudget"):
        if sum(selects(each["spec"]["selector"], labels) for _, labels, _ in everything) != 1:
            yield f"{name(each)} does not select one workload"
    for each in of(found, "NetworkPolicy"):
        if not any(selects(each["spec"]["podSelector"], labels) for _, labels, _ in everything):
            yield f"{name(each)} covers no pod"


@rule
def monitors_find_every_service(found):
    for each in of(found, "ServiceMonitor"):
        ports = {endpoint["port"] for endpoint in each["spec"]["endpoints"]}
        seen = {component(service) for service in of(found, "Service") if selects(each["spec"]["selector"], service["metadata"]["labels"])
                and ports & {port["name"] for port in service["spec"]["ports"]}}
        if seen != {component(other) for other in of(found, "Deployment")}:
            yield f"{name(each)} finds {sorted(seen)}"
    for each in of(found, "PodMonitor"):
        port = each["spec"]["podMetricsEndpoints"][0]["port"]
        seen = {component(other) for other, labels, spec in pods(found) if selects(each["spec"]["selector"], labels)
                and any(known["name"] == port for box in spec["containers"] for known in box.get("ports", []))}
        if seen != ({"nats"} if port == "exporter" else {component(other) for other in of(found, "Deployment")}):
            yield f"{name(each)} finds {sorted(seen)}"
    for each in of(found, "ServiceMonitor", "PodMonitor"):
        ends = each["spec"].get("endpoints", []) + each["spec"].get("podMetricsEndpoints", [])
        if not all(end.get("honorLabels") for end in ends if end["port"] == "metrics"):
            yield f"{name(each)} overwrites the label service, which alerts and dashboards read"


@rule
def ports_exist(found):
    for each, labels, spec in pods(found):
        known = {port["name"] for box in spec["containers"] for port in box.get("ports", [])}
        for box in spec["containers"]:
            for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
                probe = box.get(kind, {}).get("httpGet")
                if probe and probe["port"] not in known:
                    yield f"{name(each)}: {kind} asks port {probe['port']}, which no container has"
        for service in of(found, "Service"):
            if selects({"matchLabels": service["spec"]["selector"]}, labels):
                for port in service["spec"]["ports"]:
                    if port["targetPort"] not in known:
                        yield f"{name(service)} leads to {port['targetPort']}, which {name(each)} has not"
    doors = {(service["metadata"]["name"], port.get("name"), port["port"]) for service in of(found, "Service") for port in service["spec"]["ports"]}
    for each in of(found, "Ingress"):
        for path in (path for line in each["spec"]["rules"] for path in line["http"]["paths"]):
            to = path["backend"]["service"]
            if not any(door[:2] == (to["name"], to["port"]["name"]) for door in doors):
                yield f"{name(each)} leads to {to}, which is no Service"
    for each in of(found, "HTTPRoute"):
        for to in (ref for line in each["spec"]["rules"] for ref in line["backendRefs"]):
            if not any((door[0], door[2]) == (to["name"], to["port"]) for door in doors):
                yield f"{name(each)} leads to {to}, which is no Service"


@rule
def workloads_have_probes(found):
    for each in of(found, "Deployment", "StatefulSet"):
        # the reloader beside NATS serves nobody
        for box in each["spec"]["template"]["spec"]["containers"][:1]:
            paths = [box.get(kind, {}).get("httpGet", {}).get("path", "") for kind in ("startupProbe", "readinessProbe", "livenessProbe")]
            wanted = ["/startupz", "/readyz", "/livez"] if each["kind"] == "Deployment" else ["/healthz"] * 3
            if [path.split("?")[0] for path in paths] != wanted:
                yield f"{name(each)}: probes are {paths}"


@rule
def restricted_standard(found):
    """The restricted pod standard, and a root file system that nothing can write to."""
    allowed = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
    for each, _, spec in pods(found):
        if any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")):
            yield f"{name(each)} uses the host's namespaces"
        for volume in spec.get("volumes", []):
            if not set(volume) - {"name"} <= allowed:
                yield f"{name(each)}: volume {volume} is not allowed"
        for box in spec["containers"] + spec.get("initContainers", []):
            context = {**spec.get("securityContext", {}), **box.get("securityContext", {})}
            good = (context.get("runAsNonRoot") is True and context.get("runAsUser") != 0 and context.get("allowPrivilegeEscalation") is False
                    and context.get("readOnlyRootFilesystem") is True and not context.get("privileged")
                    and context.get("capabilities", {}).get("drop") == ["ALL"] and not context["capabilities"].get("add")
                    and context.get("seccompProfile", {}).get("type") == "RuntimeDefault")
            if not good:
                yield f"{name(each)}: container {box['name']} is not under the restricted standard: {context}"
            if any("hostPort" in port for port in box.get("ports", [])):
                yield f"{name(each)}: container {box['name']} takes a port of the host"


@rule
def no_api_token(found):
    accounts = {each["metadata"]["name"]: each for each in of(found, "ServiceAccount")}
    for each, _, spec in pods(found):
        account = accounts.get(spec.get("serviceAccountName"))
        if account is None:
            yield f"{name(each)} runs as {spec.get('serviceAccountName')}, which is not made"
        elif spec.get("automountServiceAccountToken") is not False or account.get("automountServiceAccountToken") is not False:
            yield f"{name(each)} gets a token of the API server"


@rule
def resources_are_set(found):
    for each, _, spec in pods(found):
        for box in spec["containers"]:
            asked, most = (box.get("resources", {}).get(key, {}) for key in ("requests", "limits"))
            if not (asked.get("cpu") and asked.get("memory") and most.get("memory")):
                yield f"{name(each)}: container {box['name']} names no cpu and memory"


@rule
def images_are_pinned(found):
    for each, _, spec in pods(found):
        for box in spec["containers"]:
            tag = box["image"].rsplit("/", 1)[-1].partition("@")[2] or box["image"].rsplit("/", 1)[-1].partition(":")[2]
            if tag in ("", "latest"):
                yield f"{name(each)}: image {box['image']} floats"


@rule
def no_secret_but_by_file(found):
    for each in of(found, "Secret"):
        yield f"{name(each)}: the chart makes no secrets"
    for each, _, spec in pods(found):
        for box in spec["containers"]:
            names = [entry["name"] for entry in box.get("env", [])]
            if len(names) != len(set(names)):
                yield f"{name(each)}: a variable is set twice"
            if box.get("envFrom") or any("secretKeyRef" in entry.get("valueFrom", {}) for entry in box.get("env", [])):
                yield f"{name(each)}: container {box['name']} takes a secret from the environment"
            for mount in box.get("volumeMounts", []):
                if "subPath" in mount:
                    yield f"{name(each)}: {mount['mountPath']} is a subPath, which never sees a renewed secret"
        for volume in spec.get("volumes", []):
            if "secret" in volume and volume["secret"].get("defaultMode") != 0o440:
                yield f"{name(each)}: secret volume {volume['name']} may be read by others"


@rule
def mounts_are_volumes(found):
    for each, _, spec in pods(found):
        volumes = {volume["name"] for volume in spec.get("volumes", [])} | {c["metadata"]["name"] for c in each["spec"].get("volumeClaimTemplates", [])}
        mounted = {mount["name"] for box in spec["containers"] for mount in box.get("volumeMounts", [])}
        if mounted != volumes:
            yield f"{name(each)}: mounts {sorted(mounted)}, volumes {sorted(volumes)}"
        maps = {other["metadata"]["name"] for other in of(found, "ConfigMap")}
        for volume in spec.get("volumes", []):
            if "configMap" in volume and volume["configMap"]["name"] not in maps:
                yield f"{name(each)}: config map {volume['configMap']['name']} is not made"


def scaler(found, each):
    for other in of(found, "HorizontalPodAutoscaler", "ScaledObject"):
        if other["spec"]["scaleTargetRef"]["name"] == each["metadata"]["name"]:
            yield other


@rule
def replicas_have_one_owner(found):
    for each in of(found, "Deployment"):
        by = list(scaler(found, each))
        if len(by) + ("replicas" in each["spec"]) != 1:
            yield f"{name(each)}: replicas are set by {len(by)} scalers and {'replicas' in each['spec']}"
        for other in by:
            least = other["spec"].get("minReplicas", other["spec"].get("minReplicaCount"))
            if not least or least < 1:
                yield f"{name(other)} may scale to nothing: timers and projections would stop"
    names = {each["metadata"]["name"] for each in of(found, "Deployment")}
    for each in of(found, "HorizontalPodAutoscaler", "ScaledObject"):
        if each["spec"]["scaleTargetRef"]["name"] not in names:
            yield f"{name(each)} scales nothing"


def fewest(found, each):
    for other in scaler(found, each):
        return other["spec"].get("minReplicas", other["spec"].get("minReplicaCount"))
    return each["spec"].get("replicas", 1)


@rule
def budgets_where_there_is_more_than_one(found):
    budgets = of(found, "PodDisruptionBudget")
    for each in of(found, "Deployment", "StatefulSet"):
        labels = each["spec"]["template"]["metadata"]["labels"]
        own = [budget for budget in budgets if selects(budget["spec"]["selector"], labels)]
        if len(own) != (fewest(found, each) > 1):
            yield f"{name(each)} has {fewest(found, each)} pods at least and {len(own)} budgets"
    for budget in budgets:
        if budget["spec"].get("unhealthyPodEvictionPolicy") != "AlwaysAllow" or not budget["spec"].get("maxUnavailable"):
            yield f"{name(budget)} can block the drain of a node for ever"


@rule
def keda_asks_what_flow_says(found):
    services = {each["metadata"]["name"]: each for each in of(found, "Service")}
    for each in of(found, "ScaledObject"):
        asked = {(t["metadata"]["stream"], t["metadata"]["consumer"]) for t in each["spec"]["triggers"]}
        wanted = {(c["stream"], c["durable"]) for c in CONSUMERS if c["service"] == component(each)}
        if asked != wanted:
            yield f"{name(each)} looks at {sorted(asked)}, FLOW says {sorted(wanted)}"
        if not each["spec"].get("fallback"):
            yield f"{name(each)} has no fallback"
        for trigger in each["spec"]["triggers"]:
            data = trigger["metadata"]
            if not all(isinstance(value, str) for value in data.values()):
                yield f"{name(each)}: KEDA takes texts only: {data}"
            if data["account"] != FLOW["account"]:
                yield f"{name(each)} looks into account {data['account']}"
            host, port = data["natsServerMonitoringEndpoint"].rsplit(":", 1)
            bundled = services.get(host.split(".")[0])
            if of(found, "StatefulSet") and (not bundled or bundled["spec"].get("clusterIP") != "None" or int(port) not in [p["port"] for p in bundled["spec"]["ports"]]):
                yield f"{name(each)}: {host}:{port} is no monitoring port behind a headless Service"


NACK = {"subjects": "subjects", "retention": "retention", "storage": "storage", "discard": "discard", "maxMsgs": "max_msgs", "maxBytes": "max_bytes",
        "maxMsgSize": "max_msg_size", "maxMsgsPerSubject": "max_msgs_per_subject", "maxConsumers": "max_consumers", "denyDelete": "deny_delete",
        "denyPurge": "deny_purge", "allowRollup": "allow_rollup_hdrs", "allowDirect": "allow_direct"}
NACK_CONSUMER = {"durableName": "durable_name", "deliverPolicy": "deliver_policy", "replayPolicy": "replay_policy", "ackPolicy": "ack_policy",
                 "maxDeliver": "max_deliver", "maxAckPending": "max_ack_pending"}


def differing(spec, config, table):
    return [field for field, key in table.items() if spec.get(field) != config.get(key)]


@rule
def nack_makes_what_flow_says(found):
    made = {each["spec"]["name"]: each["spec"] for each in of(found, "Stream")}
    if not made:
        return
    if sorted(made) != sorted(stream["name"] for stream in FLOW["streams"]):
        yield f"streams are {sorted(made)}"
    for stream in FLOW["streams"]:
        spec, config = made.get(stream["name"], {}), stream["config"]
        wrong = differing(spec, config, NACK)
        wrong += ["duplicateWindow"] * (spec.get("duplicateWindow") != f"{config['duplicate_window'] // 10**9}s")
        wrong += ["maxAge"] * (spec.get("maxAge") != "" or config["max_age"] != 0)
        wrong += ["preventDelete"] * (spec.get("preventDelete") is not True)
        if wrong:
            yield f"stream {stream['name']} differs in {wrong}"
    consumers = {(each["spec"]["streamName"], each["spec"]["durableName"]): each["spec"] for each in of(found, "Consumer")}
    if sorted(consumers) != sorted((c["stream"], c["durable"]) for c in FLOW["consumers"]):
        yield f"consumers are {sorted(consumers)}"
    for consumer in FLOW["consumers"]:
        spec, config = consumers.get((consumer["stream"], consumer["durable"]), {}), consumer["config"]
        wrong = differing(spec, config, NACK_CONSUMER)
        wait = f"{config['ack_wait'] // 10**9}s" if "ack_wait" in config else None
        if wrong or spec.get("ackWait") != wait:
            yield f"consumer {consumer['stream']}.{consumer['durable']} differs in {wrong or 'ackWait'}"


def allows(peers_and_ports, port):
    return [line for line in peers_and_ports or [] if any(p["port"] == port and p.get("protocol") == "TCP" for p in line.get("ports", []))]


def outside(line):
    return any("ipBlock" in peer for peer in line.get("to", []))


@rule
def networks_are_denied_by_default(found):
    policies = of(found, "NetworkPolicy")
    if not policies:
        return
    for each, labels, _ in pods(found):
        mine = [policy for policy in policies if selects(policy["spec"]["podSelector"], labels)]
        bare = [policy for policy in mine if not policy["spec"].get("ingress") and not policy["spec"].get("egress")]
        if not any(set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"} for policy in bare):
            yield f"{name(each)} is under no policy that denies both ways"
        if len(mine) != 2:
            yield f"{name(each)} is under {len(mine)} policies; one denies, one allows"
    for policy in policies:
        for side, key in (("ingress", "from"), ("egress", "to")):
            for line in policy["spec"].get(side, []):
                if not line.get(key) or not line.get("ports"):
                    yield f"{name(policy)}: a row of {side} is open to everybody: {line}"


@rule
def one_row_for_each_edge(found):
    """NATS for every service of FLOW; doors, recordings and the EHR for the one service each that has that edge."""
    policies = {component(each): each for each in of(found, "NetworkPolicy")}
    if not policies:
        return
    for each in of(found, "Deployment"):
        who = component(each)
        spec = policies.get(who, {}).get("spec", {})
        if not allows(spec.get("egress"), 4222):
            yield f"{who} cannot reach NATS"
        if not allows(spec.get("ingress"), 9090):
            yield f"{who} cannot be scraped"
        if bool(allows(spec.get("ingress"), 8080)) != (who == "call-intake"):
            yield f"{who}: the doors are call-intake's, and its alone"
        toml = config(found, who)
        fetches = who == "call-intake" and bool(toml["call_intake"].get("recording_hosts"))
        if any(outside(line) for line in spec.get("egress", [])) != (who == "ehr-sync" or fetches):
            yield f"{who}: the roads out belong to ehr-sync, and to call-intake when it fetches recordings"
        if bool(allows(spec.get("egress"), 5432)) != ("database_file" in toml["mesh"]):
            yield f"{who}: PostgreSQL is reachable exactly where it is configured"
        if bool(allows(spec.get("egress"), 4318)) != ("telemetry" in toml["mesh"] and "otlp_endpoint" in toml["mesh"]["telemetry"]):
            yield f"{who}: the OTLP receiver is reachable exactly where it is configured"


def config(found, who):
    for each in of(found, "ConfigMap"):
        if component(each) == who and "phimesh.toml" in each["data"]:
            return tomllib.loads(each["data"]["phimesh.toml"])
    return {}


def flat(table, before=""):
    for key, value in table.items():
        yield from flat(value, f"{before}{key}.") if isinstance(value, dict) else [(before + key, value)]


@rule
def configuration_is_documented_and_its_files_are_mounted(found):
    for each, _, spec in pods(found):
        who = component(each)
        if who == "nats":
            continue
        tables = config(found, who if each["kind"] == "Deployment" else "command")
        mounts = [mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"]]
        for section, table in tables.items():
            for key, value in flat(table):
                if (section, key) not in DOCUMENTED:
                    yield f"{name(each)}: {section}.{key} is not in docs/configuration.md"
                if re.search("password|^database$", key) and "sqlite:" not in str(value):
                    yield f"{name(each)}: {section}.{key} is a secret in clear"
                path = key.endswith(("_file", "_dir")) and each["kind"] == "Deployment"
                if path and not any(str(value).startswith(mount) for mount in mounts):
                    yield f"{name(each)}: {section}.{key} = {value} is mounted nowhere"
        if sorted(tables) != sorted(["mesh", "phimesh" if each["kind"] != "Deployment" else who.replace("-", "_")]):
            yield f"{name(each)} reads the sections {sorted(tables)}"


@rule
def drain_ends_before_the_kill(found):
    for each in of(found, "Deployment"):
        spec = each["spec"]["template"]["spec"]
        drain = int(config(found, component(each))["mesh"]["drain"].rstrip("s"))
        sleep = spec["containers"][0].get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        if drain + sleep >= spec["terminationGracePeriodSeconds"]:
            yield f"{name(each)}: {sleep} s of waiting and {drain} s of drain do not fit into {spec['terminationGracePeriodSeconds']} s"


@rule
def a_changed_configuration_restarts(found):
    """The annotation is of what the pod reads: it is the same exactly when the text is."""
    texts = {component(each): each["data"].get("phimesh.toml", each["data"].get("nats.conf")) for each in of(found, "ConfigMap")}
    for each in of(found, "Deployment", "StatefulSet"):
        sums = each["spec"]["template"]["metadata"].get("annotations", {}).get("checksum/config")
        text = texts.get(component(each), "").strip("\n") + "\n"
        if sums not in {hashlib.sha256(form.encode()).hexdigest() for form in (text, text.rstrip("\n"), text + "\n", "\n" + text)}:
            yield f"{name(each)}: checksum/config is not that of its configuration"


@rule
def pods_spread(found):
    for each in of(found, "Deployment", "StatefulSet"):
        spec = each["spec"]["template"]["spec"]
        labels = each["spec"]["template"]["metadata"]["labels"]
        keys = {term["topologyKey"] for term in spec.get("topologySpreadConstraints", []) if selects(term["labelSelector"], labels)}
        if keys != {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}:
            yield f"{name(each)} spreads over {sorted(keys)}"
        terms = spec.get("affinity", {}).get("podAntiAffinity", {}).get("preferredDuringSchedulingIgnoredDuringExecution", [])
        if not any(selects(term["podAffinityTerm"]["labelSelector"], labels) for term in terms):
            yield f"{name(each)} has no anti-affinity to itself"


@rule
def deployments_are_the_services_of_flow(found):
    for each in of(found, "Deployment"):
        box = each["spec"]["template"]["spec"]["containers"][0]
        if component(each) not in SERVICES:
            yield f"{name(each)} is no service of FLOW"
        if box["command"] != [f"/usr/local/bin/{component(each)}"] or not each["metadata"]["name"].endswith(component(each)):
            yield f"{name(each)} runs {box['command']}"


@rule
def each_service_has_its_own_credentials(found):
    """No two pods share credentials or keys: least privilege is made of them."""
    owner = {}
    for each, _, spec in pods(found):
        who = "phimesh" if each["kind"] in ("CronJob", "Job", "Pod") else component(each)
        for volume in spec.get("volumes", []):
            if volume["name"] in ("nats", "keys") and "secret" in volume:
                before = owner.setdefault(volume["secret"]["secretName"], who)
                if before != who:
                    yield f"{name(each)} shares {volume['secret']['secretName']} with {before}"


@rule
def jobs_say_what_they_do_in_their_name(found):
    for each in of(found, "Job"):
        if not re.search(r"-[0-9a-f]{10}$", each["metadata"]["name"]):
            yield f"{name(each)} has a name that stays while its content changes, and a Job cannot be changed"
        if not each["spec"].get("ttlSecondsAfterFinished") or not each["spec"].get("activeDeadlineSeconds"):
            yield f"{name(each)} stays for ever"
        if each["spec"]["template"]["spec"]["containers"][0]["args"][3:4] != ["provision"]:
            yield f"{name(each)} does not provision"


@rule
def copies_and_lists_are_kept_apart(found):
    """A copy of the log beside the list of what was destroyed since would be lost with it; no run writes over another's."""
    claims = {}
    for each in of(found, "CronJob"):
        job = each["spec"]["jobTemplate"]["spec"]
        pod = job["template"]["spec"]
        claim = [volume["persistentVolumeClaim"]["claimName"] for volume in pod["volumes"] if "persistentVolumeClaim" in volume]
        if claim and claims.setdefault(claim[0], name(each)) != name(each):
            yield f"{name(each)} and {claims[claim[0]]} keep what they make in one place"
        if "$(RUN)" not in pod["containers"][0]["args"][-1]:
            yield f"{name(each)} writes over what an earlier run made"
        if each["spec"].get("concurrencyPolicy") != "Forbid" or each["spec"].get("timeZone") != "Etc/UTC":
            yield f"{name(each)} may run twice at a time, or when its clock's zone says"
        if not job.get("activeDeadlineSeconds") or not job.get("ttlSecondsAfterFinished"):
            yield f"{name(each)} stays for ever"


@rule
def tests_are_hooks(found):
    for each in of(found, "Pod"):
        notes = each["metadata"].get("annotations", {})
        if notes.get("helm.sh/hook") != "test" or "before-hook-creation" not in notes.get("helm.sh/hook-delete-policy", ""):
            yield f"{name(each)} is a bare pod, and no hook of `helm test` that can run twice"


@rule
def names_are_fit(found):
    seen = set()
    for each in found:
        where = each["metadata"]
        if name(each) in seen:
            yield f"{name(each)} stands twice"
        seen.add(name(each))
        if len(where["name"]) > 63 or not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", where["name"]):
            yield f"{name(each)}: the name does not fit"
        extra = where["name"].endswith("-extra")
        if not extra and where.get("namespace") != NAMESPACE:
            yield f"{name(each)} names no namespace"
        if not extra and where.get("labels", {}).get("app.kubernetes.io/part-of") != "phimesh":
            yield f"{name(each)} lacks the common labels"


@rule
def nothing_reads_like_a_person(found):
    """No telephone number, e-mail address or social security number stands in what every operator can read."""
    for each in of(found, "ConfigMap", "Deployment", "Ingress", "Job", "Pod", "ScaledObject", "Service", "Stream"):
        text = json.dumps(each)
        for shape in (r"(?<![\w.:-])\+1[2-9]\d{9}\b", r"\b\d{3}-\d{2}-\d{4}\b", r"\b\(?[2-9]\d{2}\)?[ -]\d{3}-\d{4}\b", r"[\w.]+@[\w-]+\.(com|org|net)\b"):
            if hit := re.search(shape, text):
                yield f"{name(each)}: {hit.group()!r} reads like a person's"


@rule
def the_bundled_nats_is_strict(found):
    for each in of(found, "ConfigMap"):
        conf = each["data"].get("nats.conf")
        if conf is None:
            continue
        blocks = re.findall(r"\btls \{(.*?)\}", conf, re.S)
        if any('min_version: "1.3"' not in block for block in blocks):
            yield f"{name(each)} speaks TLS older than 1.3"
        wants = any(config(found, who)["mesh"]["nats"].get("tls", {}).get("required") for who in SERVICES if config(found, who))
        if bool(blocks) != wants:
            yield f"{name(each)}: services want TLS: {wants}, the servers speak it: {bool(blocks)}"
        if "sync_interval: always" not in conf or 'include "./operator/server.conf"' not in conf:
            yield f"{name(each)} acknowledges before the disk has it, or knows no operator"
        if found_open := re.findall(r"^\s*(websocket|mqtt|leafnodes|gateway|no_auth_user|authorization|accounts)\b", conf, re.M):
            yield f"{name(each)} opens {found_open}"
        servers = of(found, "StatefulSet")[0]["spec"]["replicas"]
        if conf.count("nats-route://") != (servers if servers > 1 else 0):
            yield f"{name(each)} has routes for another number of servers than {servers}"


@rule
def alerts_and_dashboards_can_be_read(found):
    for each in of(found, "PrometheusRule"):
        groups = each["spec"].get("groups")
        if not groups or not all(line.get("alert") or line.get("record") for group in groups for line in group["rules"]):
            yield f"{name(each)} holds no rules"
    for each in of(found, "ConfigMap"):
        for file, text in each["data"].items():
            if file.endswith(".json"):
                try:
                    board = json.loads(text)
                except ValueError:
                    board = {}
                if not board.get("panels") or "grafana_dashboard" not in each["metadata"]["labels"]:
                    yield f"{name(each)}: {file} is no dashboard that Grafana's sidecar finds"
