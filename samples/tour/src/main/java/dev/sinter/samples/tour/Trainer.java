package dev.sinter.samples.tour;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Functional;
import dev.sinter.optim.SGD;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The other process of step 30: it trains, and shows its loss in a tensor over a file. */
final class Trainer {
    /** How often somebody looks. */
    static final int LOOKS = 5;
    private static final int STEPS = 20;

    private Trainer() {}

    public static void main(String... args) throws IOException {
        Sinter.manualSeed(0);
        Path folder = Path.of(args[0]);
        Tensor shared = Sinter.map(folder.resolve("loss"), DType.F32);
        Tensor step = Sinter.map(folder.resolve("step"), DType.I64);
        Tensor seen = Sinter.map(folder.resolve("seen"), DType.I64);
        Linear line = new Linear(1, 1);
        SGD optimizer = new SGD(line.parameters(), 0.1);
        Tensor x = Sinter.linspace(-1, 1, 16).unsqueeze(1);
        Tensor y = x.mul(2).add(1);
        for (int look = 0; look < LOOKS; look++) {
            for (int i = 0; i < STEPS; i++) {
                optimizer.zeroGrad();
                Tensor loss = Functional.mseLoss(line.call(x), y);
                loss.backward();
                optimizer.step();
                shared.copy_(loss.detach());
            }
            step.add_(1);
            // The other takes its time; without this it might see only the end.
            long looks = look;
            await(() -> seen.item().longValue() > looks);
        }
        System.out.print("loss " + shared.item().floatValue() + "\n");
    }

    /** Waits for what the other process does, a minute at most. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(100_000);
        }
    }
}
