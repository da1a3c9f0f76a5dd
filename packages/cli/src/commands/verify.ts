import { verifyReadModel } from '@messenger/read-model';
import { describeVerification } from '../read-model/describe-verification.ts';
import { onReadModel } from '../read-model/on-read-model.ts';
import { command } from './command.ts';

export const verify = command(
  (program) =>
    program
      .command('verify')
      .description('replay the log, compare every table of the read model with it, and walk its chains')
      .addHelpText(
        'after',
        '\nThe system may serve meanwhile. Ends with 1 when a row is not what the log says, or when an event of the log\n' +
          'was changed, is missing or was put there. What was set aside by both is told, and is no difference.',
      ),
  async (context) => {
    const found = await onReadModel(context, verifyReadModel);
    await context.print(describeVerification(found), found);
    return found.clean ? 0 : 1;
  },
);
