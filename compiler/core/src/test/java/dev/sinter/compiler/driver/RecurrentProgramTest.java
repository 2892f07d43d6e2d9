package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sinter.CompiledFunction;
import dev.sinter.Func;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.nn.GRU;
import dev.sinter.nn.LSTM;
import dev.sinter.nn.Module;
import dev.sinter.nn.RNN;
import dev.sinter.nn.Recurrent;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Recurrent networks of a symbolic number of steps, which are scans, beside the same ones unrolled. */
class RecurrentProgramTest {
    private static final int[] STEPS = {1, 2, 5, 9};

    private static List<Recurrent> networks(Recurrent.Options options) {
        Sinter.manualSeed(11);
        return List.of(new RNN(4, 3, options), new RNN(4, 3, options, true), new LSTM(4, 3, options),
                new GRU(4, 3, options), new LSTM(4, 3, options.projection(2)));
    }

    /** What each step gave, and the last states. */
    private static List<Tensor> run(Recurrent network, Tensor x) {
        return switch (network) {
            case RNN rnn -> {
                RNN.Result result = rnn.run(x);
                yield List.of(result.output(), result.hidden());
            }
            case GRU gru -> {
                GRU.Result result = gru.run(x);
                yield List.of(result.output(), result.hidden());
            }
            case LSTM lstm -> {
                LSTM.Result result = lstm.run(x);
                yield List.of(result.output(), result.hidden(), result.cell());
            }
        };
    }

    private static CompiledFunction compiled(Recurrent network, String input) {
        return Trace.named("walk").with(network).input(input).run(in -> run(network, in.get(0))).compile();
    }

    private static void assertSameBits(Recurrent network, CompiledFunction program, Tensor x) {
        List<Tensor> expected = run(network, x);
        List<Tensor> got = program.callAll(x);
        assertThat(got).hasSameSizeAs(expected);
        for (int i = 0; i < got.size(); i++) {
            assertThat(got.get(i).toBuffer().sameBits(expected.get(i).toBuffer())).as("%s of %s, result %s", network,
                    x.shape(), i).isTrue();
        }
    }

    @Test
    @DisplayName("C7: a recurrent network traced once for any number of steps has the bits of the unrolled one at each (N2)")
    void anyNumberOfSteps() {
        for (boolean batchFirst : new boolean[]{false, true}) {
            Recurrent.Options options = Recurrent.Options.DEFAULT.layers(2).bidirectional(true).batchFirst(batchFirst);
            for (Recurrent network : networks(options)) {
                CompiledFunction program = compiled(network, batchFirst ? "x: f32[N,T,4]" : "x: f32[T,N,4]");
                assertThat(program.trace().graph().toString()).contains("scan");
                for (int steps : STEPS) {
                    int batch = steps % 3 + 1;
                    assertSameBits(network, program,
                            batchFirst ? Sinter.randn(batch, steps, 4) : Sinter.randn(steps, batch, 4));
                }
            }
        }
    }

    @Test
    @DisplayName("N2: a recurrent network takes one example of any number of steps, and unrolls a number it knows (C7)")
    void withoutBatch() {
        for (Recurrent network : networks(Recurrent.Options.DEFAULT.bias(false))) {
            CompiledFunction program = compiled(network, "x: f32[T,4]");
            for (int steps : STEPS) {
                assertSameBits(network, program, Sinter.randn(steps, 4));
            }
            CompiledFunction unrolled = compiled(network, "x: f32[5,N,4]");
            assertThat(unrolled.trace().graph().toString()).doesNotContain("scan");
            assertSameBits(network, unrolled, Sinter.randn(5, 2, 4));
        }
    }

    @Test
    @DisplayName("N2: any number of steps may begin at given states (C7)")
    void fromGivenStates() {
        Sinter.manualSeed(11);
        LSTM network = new LSTM(4, 3, Recurrent.Options.DEFAULT.bidirectional(true));
        CompiledFunction program = Trace.named("walk").with(network).input("x: f32[T,N,4]").input("h: f32[2,N,3]")
                .input("c: f32[2,N,3]").run(in -> List.of(network.run(in.get(0), in.get(1), in.get(2)).output()))
                .compile();
        for (int steps : STEPS) {
            Tensor x = Sinter.randn(steps, 2, 4);
            Tensor h = Sinter.randn(2, 2, 3);
            Tensor c = Sinter.randn(2, 2, 3);
            assertThat(program.call(x, h, c).toBuffer().sameBits(network.run(x, h, c).output().toBuffer())).isTrue();
        }
    }

    /** The sum of the squares of all results. */
    private static Tensor loss(Recurrent network, Tensor x) {
        Tensor loss = Sinter.zeros(Shape.SCALAR, DType.F64);
        for (Tensor each : run(network, x)) {
            loss = loss.add(each.square().sum());
        }
        return loss;
    }

    /** The gradients of the input and of each parameter. */
    private static List<Tensor> gradients(Recurrent network, Tensor x) {
        List<Tensor> gradients = new ArrayList<>();
        gradients.add(Func.grad(at -> loss(network, at)).apply(x));
        network.zeroGrad();
        loss(network, x).backward();
        network.parameters().forEach(parameter -> gradients.add(Objects.requireNonNull(parameter.grad())));
        return gradients;
    }

    @Test
    @DisplayName("C7: so are its gradients, but for the order in which the steps' parts are added up (N2, A8)")
    void gradientsOfAnyNumberOfSteps() {
        Recurrent.Options options = Recurrent.Options.DEFAULT.layers(2).bidirectional(true).batchFirst(true);
        for (Recurrent network : networks(options)) {
            Module wide = network.to(DType.F64);
            CompiledFunction program = Trace.named("learn").with(wide).input("x: f64[N,T,4]")
                    .run(in -> gradients(network, in.get(0))).compile();
            assertThat(program.trace().graph().toString()).contains("scan");
            for (int steps : STEPS) {
                Tensor x = Sinter.randn(2, steps, 4).toDouble();
                List<Tensor> got = program.callAll(x);
                List<Tensor> expected = gradients(network, x);
                for (int i = 0; i < got.size(); i++) {
                    double[] a = got.get(i).reshape(-1).toDoubleArray();
                    double[] b = expected.get(i).reshape(-1).toDoubleArray();
                    assertThat(got.get(i).shape()).isEqualTo(expected.get(i).shape());
                    for (int j = 0; j < a.length; j++) {
                        assertThat(a[j]).isCloseTo(b[j], offset(1e-14 * (1 + Math.abs(b[j]))));
                    }
                }
            }
        }
    }
}
