import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KAFKA = '4.3.1';
const NEEDED_JAVA = 17;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka-for-tests</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>2.0.20</version></dependency>
  </dependencies>
</project>
`;

/**
 * The class path of Apache Kafka, fetched once by Maven (44 MB) into the user's cache folder. Rejects with what is missing:
 * Java 17 or newer, and, the first time, Maven.
 */
export async function kafkaJars(): Promise<string> {
  await checkJava();
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huying-test');
  const folder = join(cache, `kafka-${KAFKA}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    // Filled beside and moved over: a fetch that is cut off, or two at once, leave no half of it.
    const beside = mkdtempSync(join(cache, 'fetching-'));
    try {
      await fetchInto(beside);
      renameSync(join(beside, 'lib'), folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    } finally {
      rmSync(beside, { recursive: true, force: true });
    }
  }
  // Java expands the star itself.
  return join(folder, '*');
}

async function fetchInto(folder: string): Promise<void> {
  writeFileSync(join(folder, 'pom.xml'), POM);
  try {
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'lib')}`], {
      cwd: folder,
      timeout: 5 * 60_000,
    });
  } catch (cause) {
    throw new Error('Maven could not fetch Apache Kafka; install Maven (mvn) and let it reach a repository', { cause });
  }
}

async function checkJava(): Promise<void> {
  const missing = `install Java ${NEEDED_JAVA} or newer`;
  const { stderr } = await run('java', ['-version']).catch((cause: unknown) => {
    throw new Error(missing, { cause });
  });
  const major = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (major < NEEDED_JAVA) throw new Error(`${missing}; this is Java ${major}`);
}
