import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '#libs/runtime';
import type { Person } from '#libs/platforms';
import { phoneToIndex } from './phone-to-index.js';
import { RandomSupply } from './random-supply.js';

const KEY_ID = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps personal data closed: AES-256-GCM with a random nonce, its keys drawn from the secret `sealing.key`. A sealed text
 * starts with the id of its key (`v1.`), so that a later key can stand beside it.
 */
@Injectable()
export class Sealer {
  private readonly sealingKey: KeyObject;
  private readonly indexKey: KeyObject;
  private readonly nonces = new RandomSupply();

  constructor(secrets: Secrets) {
    const secret = secrets.get('sealing.key');
    // One key for one use: what is learned about the index tells nothing about the sealed text.
    this.sealingKey = drawnKey(secret, 'huying sealing v1');
    this.indexKey = drawnKey(secret, 'huying index v1');
  }

  /** The person as sealed text, or undefined when nothing is known of them. */
  seal(person: Person | undefined): string | undefined {
    const known = Object.entries(person ?? {}).filter(([, value]) => typeof value === 'string' && value.trim() !== '');
    if (known.length === 0) return undefined;
    const closed = this.sealBytes(Buffer.from(JSON.stringify(Object.fromEntries(known)), 'utf8'));
    return `${KEY_ID}.${closed.toString('base64url')}`;
  }

  /** Throws when it was sealed with another key, or changed. */
  open(sealed: string): Person {
    const [keyId, text] = sealed.split('.');
    if (keyId !== KEY_ID || !text) throw new Error('The sealed text names a key that is not known here.');
    return JSON.parse(this.openBytes(Buffer.from(text, 'base64url')).toString('utf8')) as Person;
  }

  /** Nonce, tag and cipher text; for raw bytes that may hold anything. */
  sealBytes(bytes: Uint8Array): Buffer {
    const nonce = this.nonces.take(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey, nonce);
    const closed = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), closed]);
  }

  openBytes(sealed: Uint8Array): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.sealingKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  }

  /** Equal phones have equal indexes and nobody without the key can try phones out; undefined for a placeholder. */
  blindIndex(phone: string | undefined): string | undefined {
    const digits = phoneToIndex(phone);
    return digits === undefined ? undefined : this.keyed('phone', digits);
  }

  /** Keyed hash of what is known of a person, to see whether it changed without keeping or revealing it. */
  fingerprint(person: Person | undefined): string | undefined {
    const parts = [person?.name, person?.phone, person?.idNumber].map((part) => part?.trim() ?? '');
    return parts.every((part) => part === '') ? undefined : this.keyed('person', JSON.stringify(parts));
  }

  private keyed(use: string, text: string): string {
    return createHmac('sha256', this.indexKey).update(`${use}:${text}`, 'utf8').digest('hex');
  }
}

/** A key object, not its bytes: Node would wrap the bytes anew at every call, which costs more than the sealing. */
function drawnKey(secret: string, use: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', use, 32)));
}
