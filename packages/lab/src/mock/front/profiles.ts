import type { Front } from '../config/index.js'
import { alb } from './alb.js'
import { cloudflare } from './cloudflare.js'
import { haproxy } from './haproxy.js'
import { nginx } from './nginx.js'
import type { FrontProfile } from './profile.js'

const PROFILES: Readonly<Record<Front, FrontProfile>> = { alb, nginx, cloudflare, haproxy }

export const profileOf = (front: Front): FrontProfile => PROFILES[front]
