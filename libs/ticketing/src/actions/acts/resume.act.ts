import { resumeTicket } from '../requests/resume-ticket.js';
import { ActInput, type Act } from './act.js';

/** 挂账恢复办理. */
export const resumeAct: Act = {
  name: 'resume',
  label: '恢复办理',
  summary: 'Let a suspended ticket go on where its tasks stand: its deadlines run again with the time they had left',
  input: ActInput,
  may: ({ ticket }) => ticket.state === 'suspended',
  apply: resumeTicket,
};
