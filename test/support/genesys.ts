import { type Simulator, type SimulatorOptions, startSimulator } from 'botbuilder-genesys-cloud/simulator';

/** A Genesys Cloud with everything switched on that this package recommends. */
export async function startGenesys(options: SimulatorOptions = {}): Promise<Simulator> {
  const genesys = await startSimulator(options);
  const { configuration } = genesys.deployment();
  configuration.conversationDisconnect = { enabled: true, type: 'Send' };
  configuration.conversationClear = { enabled: true };
  return genesys;
}
