import type { Socket as DatagramSocket } from 'node:dgram'
import type { Server } from 'node:net'
import { HalfopenError } from '@halfopen/core'
import { Channel } from './channel.js'

/** `--kill-child`: a SIGKILL of unshare takes the agent along. */
export const OWN_NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
/** An ordinary user is root only in a user namespace of his own. */
export const AS_ROOT_INSIDE = ['--user', '--map-root-user', ...OWN_NAMESPACES]

/** Namespaces of a laboratory's own, with an agent in them that does what only someone inside can. */
export class Agent implements AsyncDisposable {
  readonly #channel: Channel
  /** Whether its namespaces have a user namespace of their own. */
  readonly ownUsers: boolean

  private constructor(channel: Channel, ownUsers: boolean) {
    this.#channel = channel
    this.ownUsers = ownUsers
  }

  /** @throws HalfopenError HO_NAMESPACES */
  static async start(): Promise<Agent> {
    // Root needs no user namespace, and without one its command keeps its reach over other users' files.
    if (process.geteuid?.() === 0) return Agent.#start(false).catch(() => Agent.#start(true))
    return Agent.#start(true)
  }

  static async #start(ownUsers: boolean): Promise<Agent> {
    const channel = new Channel(ownUsers ? AS_ROOT_INSIDE : OWN_NAMESPACES)
    try {
      await channel.ask('ready')
      return new Agent(channel, ownUsers)
    } catch (error) {
      await channel[Symbol.asyncDispose]()
      throw error
    }
  }

  /** The process whose namespaces these are, as this host numbers it. */
  get pid(): number {
    return this.#channel.pid
  }

  /** Makes another network namespace; gives the number, inside, of the process that holds it. */
  async network(): Promise<number> {
    return (await this.#channel.ask<{ pid: number }>('network')).answer.pid
  }

  /** Runs a shell script in the network namespace of a process inside, 1 for the agent's own; gives its output. */
  async script(pid: number, text: string): Promise<string> {
    const { answer } = await this.#channel.ask<{ code: number | null; out: string; err: string }>('script', {
      pid,
      text,
    })
    if (answer.code === 0) return answer.out
    throw new HalfopenError('HO_NAMESPACES', `a namespace could not be set up: ${answer.err.trim()}`)
  }

  /** A server that listens in the agent's network namespace and is served by this process. */
  async listen(): Promise<{ readonly port: number; readonly server: Server }> {
    const { answer, handle } = await this.#channel.ask<{ port: number }>('listen')
    return { port: answer.port, server: handle as Server }
  }

  /** A UDP socket of the agent's network namespace. */
  async bind(): Promise<{ readonly port: number; readonly socket: DatagramSocket }> {
    const { answer, handle } = await this.#channel.ask<{ port: number }>('bind')
    return { port: answer.port, socket: handle as DatagramSocket }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#channel[Symbol.asyncDispose]()
  }
}
