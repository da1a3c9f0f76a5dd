#!/usr/bin/env node
import { runMessenger } from './run.ts';

process.exitCode = await runMessenger(process.argv.slice(2), process.env);
