import sax from 'sax';
import { unreadable } from './unzip.js';

/** What is told of a document, in its order. Names are without their prefix. An answer of `stop` ends the reading. */
export interface XmlListener {
  open?(name: string, attribute: (name: string) => string | undefined): void | 'stop';
  close?(name: string): void | 'stop';
  text?(text: string): void;
}

const CHUNK = 64 * 1024;

/** Reads XML without ever having it as a tree. A document type, by which entities could be made to grow, is refused. */
export function readXml(xml: string, listener: XmlListener): void {
  const reading = { goesOn: true };
  const heed = (answer: void | 'stop'): void => {
    if (answer === 'stop') reading.goesOn = false;
  };
  const text = (part: string): void => {
    if (reading.goesOn) listener.text?.(part);
  };
  const parser = Object.assign(sax.parser(true), {
    onopentag: ({ name, attributes }: sax.Tag) => {
      if (reading.goesOn) heed(listener.open?.(local(name), (key) => attributes[key]));
    },
    onclosetag: (name: string) => {
      if (reading.goesOn) heed(listener.close?.(local(name)));
    },
    ontext: text,
    oncdata: text,
    ondoctype: () => {
      throw unreadable('it holds a document type');
    },
    onerror: () => {
      throw unreadable('a part is no well-formed XML');
    },
  });
  for (let at = 0; at < xml.length && reading.goesOn; at += CHUNK) parser.write(xml.slice(at, at + CHUNK));
  if (reading.goesOn) parser.close();
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
