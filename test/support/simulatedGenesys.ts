import { createRuntime } from '../../src/runtime/runtime';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator';
import type { HandoffTransport } from '../../src/transports/transport';
import { type WebMessagingSettings, webMessaging } from '../../src/transports/webMessaging/webMessaging';
import { quickSettings } from './quickSettings';
import { RecordingLogger } from './recordingLogger';

/** A simulator and started transports against it, all of which end with `close()`. */
export interface SimulatedGenesys {
  simulator: Simulator;
  logger: RecordingLogger;
  /** A further transport, as another process would have. */
  transport(settings?: Partial<WebMessagingSettings>): Promise<HandoffTransport>;
  close(): Promise<void>;
}

export async function simulatedGenesys(options: SimulatorOptions = {}): Promise<SimulatedGenesys> {
  const simulator = await startSimulator(options);
  const logger = new RecordingLogger();
  const transports: HandoffTransport[] = [];
  return {
    simulator,
    logger,
    async transport(settings = {}) {
      const { url: endpoint, deploymentId } = simulator;
      const transport = webMessaging({ endpoint, deploymentId, ...quickSettings, ...settings });
      transports.push(transport);
      await transport.start(createRuntime({ logger }));
      return transport;
    },
    async close() {
      await Promise.all(transports.map((transport) => transport.stop()));
      await simulator.close();
    },
  };
}
