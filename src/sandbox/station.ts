import type { Clock } from './clock.ts';
import type { Crowd } from './faults/fault.ts';
import { FaultSet } from './faults/faults.ts';

export interface StationPlan {
  readonly slots: number;
  /** database connections; one is held throughout a service, so fewer than `slots` limit what is served at once */
  readonly pool: number;
  /** how many may wait for a slot; the next is refused */
  readonly queue: number;
}

/** A place in the line. */
export interface Place {
  /** Gives it up and says true, if it is still waiting; a service that has begun runs to its end. */
  leave(): boolean;
}

/**
 * A slot that was held too long by the timer, or the machine, owes its next customers the difference: up to this many
 * seconds. A longer pause is no scheduling noise, and is left to show in what was really held.
 */
const MOST_OWED = 0.1;

/** A slot; `owed` is what it has held beyond the times drawn for it, in seconds. */
interface Slot {
  owed: number;
}

interface Customer extends Place {
  readonly done: () => void;
  state: 'waiting' | 'served' | 'gone';
}

/**
 * c slots, each taking a database connection of K while it serves, and a bounded line, first come first served.
 * A slot without a connection waits for one, in order; so min(c, K) are served at once, and c − K more can wait
 * before the line fills. Times are in seconds.
 */
export class Station {
  readonly plan: StationPlan;
  readonly #clock: Clock;
  readonly #draw: () => number;
  readonly #idle: Slot[] = [];
  readonly #line = new Line();
  readonly #faults: FaultSet;
  /** When it opened: faults count from there. */
  readonly #opened: number;
  /** Slots that have, or can get, a connection. */
  #servers: number;
  served = 0;
  refused = 0;
  /** gave up waiting */
  left = 0;
  /** what was really held, as the clock saw it: sum in seconds, and of the squares */
  heldSum = 0;
  heldSumSquares = 0;
  /** what was drawn for those, in seconds: the mean asked, but for the chance of the draws */
  drawnSum = 0;

  constructor(plan: StationPlan, draw: () => number, clock: Clock, faults = new FaultSet()) {
    this.plan = plan;
    this.#draw = draw;
    this.#clock = clock;
    this.#faults = faults;
    this.#opened = clock.now();
    this.#servers = Math.min(plan.slots, plan.pool);
    for (let i = 0; i < this.#servers; i++) this.#idle.push({ owed: 0 });
  }

  /** in service, each with a connection */
  get busy(): number {
    return this.#servers - this.#idle.length;
  }

  /** connections that are held: by services, and by nobody who would give them back */
  get connections(): number {
    return Math.min(this.plan.pool, this.busy + this.#faults.loses(this.#age));
  }

  /** How many slots have no connection any more, since too many of these are lost. */
  get #beyond(): number {
    const { slots, pool } = this.plan;
    return this.#servers - Math.max(0, Math.min(slots, pool - this.#faults.loses(this.#age)));
  }

  get #crowd(): Crowd {
    return { served: this.busy, waiting: this.waiting };
  }

  /** seconds since it opened */
  get #age(): number {
    return this.#clock.now() - this.#opened;
  }

  get waiting(): number {
    return this.#line.length;
  }

  get inFlight(): number {
    return this.busy + this.waiting;
  }

  /** those in service who wait for a lock; undefined: there is none */
  get waitingForLock(): number | undefined {
    return this.#faults.waits(this.#age);
  }

  /** those of `waiting` who hold a slot and wait for a connection */
  get waitingForConnection(): number {
    return Math.min(this.waiting, this.plan.slots - this.#servers);
  }

  /**
   * Takes a slot, or a place in the line; `done` is called when the service is over. Undefined when the line is full.
   */
  enter(done: () => void): Place | undefined {
    for (; this.#beyond > 0 && this.#idle.length > 0; this.#servers--) this.#idle.pop();
    const refused = this.#faults.refuses(this.#age);
    const slot = refused ? undefined : this.#idle.pop();
    if (refused || (!slot && this.waiting >= this.plan.queue + this.plan.slots - this.#servers)) {
      this.refused++;
      return undefined;
    }
    const customer: Customer = {
      done,
      state: 'waiting',
      leave: () => {
        if (customer.state !== 'waiting') return false;
        customer.state = 'gone';
        this.left++;
        this.#line.drop();
        return true;
      },
    };
    if (slot) this.#serve(slot, customer);
    else this.#line.push(customer);
    return customer;
  }

  #serve(slot: Slot, customer: Customer): void {
    customer.state = 'served';
    const begun = this.#clock.now();
    const drawn = this.#faults.holds(this.#draw(), this.#crowd, this.#age);
    this.#clock.at(begun + Math.max(0, drawn - slot.owed), () => {
      const held = this.#clock.now() - begun;
      slot.owed = Math.min(slot.owed + held - drawn, MOST_OWED);
      this.served++;
      this.drawnSum += drawn;
      this.heldSum += held;
      this.heldSumSquares += held * held;
      // The slot goes on before the answer is written: writing takes the machine's time, not the slot's.
      this.#goOn(slot);
      const late = this.#faults.delays(this.#crowd, this.#age);
      if (late > 0) this.#clock.at(this.#clock.now() + late, customer.done);
      else customer.done();
    });
  }

  /** A slot is free: it serves the next in the line, unless its connection is lost. */
  #goOn(slot: Slot): void {
    if (this.#beyond > 0) {
      this.#servers--;
      return;
    }
    const next = this.#line.shift();
    if (next) this.#serve(slot, next);
    else this.#idle.push(slot);
  }
}

/** First come first served; who is gone stays in the array until the front passes by, or they are the majority. */
class Line {
  #customers: Customer[] = [];
  #front = 0;
  length = 0;

  push(customer: Customer): void {
    this.#customers.push(customer);
    this.length++;
  }

  shift(): Customer | undefined {
    while (this.#front < this.#customers.length) {
      const customer = this.#customers[this.#front++]!;
      if (customer.state === 'waiting') {
        this.length--;
        this.#tidy();
        return customer;
      }
    }
    this.#tidy();
    return undefined;
  }

  /** Counts one off who has set its own state to gone. */
  drop(): void {
    this.length--;
    this.#tidy();
  }

  #tidy(): void {
    if (this.#customers.length < 2 * this.length + 64) return;
    this.#customers = this.#customers.slice(this.#front).filter((customer) => customer.state === 'waiting');
    this.#front = 0;
  }
}
