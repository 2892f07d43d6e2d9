package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sinter.CompiledFunction;
import dev.sinter.Scope;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Flatten;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import dev.sinter.optim.Adam;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.Program;
import dev.sinter.runtime.WorkerTeam;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A whole training step: forward, backward, update. */
class TrainingStepTest {
    private static final int BATCH = 5;

    /** A network and its optimiser, drawn from the same seed each time. */
    private static final class Learner {
        final Sequential net;
        final Adam optimizer;

        Learner() {
            Sinter.manualSeed(7);
            net = new Sequential(new Conv2d(1, 3, 3, 1, 1), new ReLU(), new MaxPool2d(2), new Flatten(),
                    new Linear(48, 10));
            optimizer = new Adam(net.namedParameters(), 1e-2);
        }

        Tensor step(Tensor images, Tensor labels) {
            optimizer.zeroGrad();
            Tensor loss = Functional.crossEntropy(net.call(images), labels);
            loss.backward();
            optimizer.step();
            return loss;
        }

        Trace trace() {
            return Trace.named("train").with("net", net).with("adam", optimizer).input("x: f32[N,1,8,8]")
                    .input("labels: i64[N]")
                    .output("loss").run(in -> List.of(step(in.get(0), in.get(1))));
        }

        Map<String, Buffer> weights() {
            Map<String, Buffer> weights = new LinkedHashMap<>();
            net.stateDict().forEach((name, tensor) -> weights.put(name, tensor.detach().clone().toBuffer()));
            return weights;
        }
    }

    private static Tensor images() {
        Sinter.manualSeed(3);
        return Sinter.rand(BATCH, 1, 8, 8);
    }

    private static Tensor labels() {
        return Sinter.tensor(new long[]{3, 1, 4, 1, 5});
    }

    private static Map<String, Buffer> train(Learner learner, BiFunction<Tensor, Tensor, Tensor> step) {
        Tensor images = images();
        Tensor labels = labels();
        for (int i = 0; i < 4; i++) {
            step.apply(images, labels).itemFloat();
        }
        return learner.weights();
    }

    private static void assertSameBits(Map<String, Buffer> a, Map<String, Buffer> b) {
        assertThat(a.keySet()).isEqualTo(b.keySet());
        a.forEach((name, buffer) -> assertThat(buffer.sameBits(b.get(name))).as(name).isTrue());
    }

    @Test
    @DisplayName("C1, C4: a training step traced and compiled whole gives the bits of the same step run eagerly, and call by call")
    void compiledEqualsEager() {
        Learner eager = new Learner();
        Map<String, Buffer> expected = train(eager, eager::step);
        Learner traced = new Learner();
        CompiledFunction compiled = traced.trace().compile();
        assertSameBits(train(traced, compiled::call), expected);
        Learner immediate = new Learner();
        try (Scope _ = Sinter.immediately()) {
            assertSameBits(train(immediate, immediate::step), expected);
        }
    }

    @Test
    @DisplayName("C7: one artefact of the step serves every batch size")
    void symbolicBatch() {
        CompiledFunction compiled = new Learner().trace().compile();
        for (int n : new int[]{1, 7, 33}) {
            Tensor loss = compiled.call(Sinter.rand(n, 1, 8, 8), Sinter.zeros(n).toLong());
            assertThat(loss.itemFloat()).isPositive();
        }
    }

    @Test
    @DisplayName("C5: a compiled program allocates nothing per call once it is warm")
    void noAllocation() {
        Learner learner = new Learner();
        Trace trace = learner.trace();
        Executable program = trace.compile().program();
        try (WorkerTeam alone = new WorkerTeam(1)) {
            ((Program) program).setTeam(alone);
            Buffer[] inputs = new Buffer[program.signature().inputs().size()];
            for (int i = 0; i < inputs.length; i++) {
                var parameter = program.signature().inputs().get(i);
                inputs[i] = switch (parameter.name()) {
                    case "x" -> images().toBuffer();
                    case "labels" -> labels().toBuffer();
                    default -> trace.state().get(parameter.name()).toBuffer();
                };
            }
            Buffer[] outputs = new Buffer[program.signature().outputs().size()];
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            // Vector operations allocate until C2 has compiled them: the least of many rounds is what the program itself does.
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 5000 && least > 0; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 20; i++) {
                    program.run(inputs, outputs);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).isZero();
        }
    }
}
