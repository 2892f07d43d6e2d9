package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.text.Parser;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import dev.sinter.optim.Adadelta;
import dev.sinter.optim.Adagrad;
import dev.sinter.optim.Adam;
import dev.sinter.optim.AdamW;
import dev.sinter.optim.Adamax;
import dev.sinter.optim.NAdam;
import dev.sinter.optim.Optimizer;
import dev.sinter.optim.RAdam;
import dev.sinter.optim.RMSprop;
import dev.sinter.optim.SGD;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static Sequential model() {
        Sinter.manualSeed(7);
        return new Sequential(new Linear(4, 6), new ReLU(), new Linear(6, 3));
    }

    private static Tensor step(Sequential model, Optimizer optimizer, Tensor x, Tensor target) {
        optimizer.zeroGrad();
        Tensor loss = Functional.crossEntropy(model.call(x), target);
        loss.backward();
        optimizer.step();
        return loss;
    }

    private static Trace trace(Sequential model, Optimizer optimizer) {
        return Trace.named("train")
                .with(model)
                .with("optimizer", optimizer)
                .input("x", "f32[N,4]")
                .input("target: i64[N]")
                .output("loss")
                .run(in -> List.of(step(model, optimizer, in.get(0), in.get(1))));
    }

    @Test
    @DisplayName("C1: a module becomes a graph with a symbolic batch, its parameters named inputs")
    void predict() {
        Trace trace = Trace.of(model(), "x: f32[N,4]");
        assertThat(trace.graph().toString()).startsWith(
                "graph @predict(%x: f32[N,4], %0.weight: f32[6,4], %0.bias: f32[6], %2.weight: f32[3,6], %2.bias: f32[3])");
        assertThat(trace.graph().outputs().get("y").type()).hasToString("f32[N,3]");
        assertThat(trace.state().keySet()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
    }

    @Test
    @DisplayName("C1: a training step becomes one graph whose states are inputs and outputs of the same name")
    void trainStep() {
        Sequential model = model();
        Trace trace = trace(model, new SGD(model.namedParameters(), 0.1, 0.9));
        assertThat(trace.graph().outputs().keySet())
                .containsExactly("loss", "0.weight", "0.bias", "2.weight", "2.bias", "optimizer.momentum.0.weight",
                        "optimizer.momentum.0.bias", "optimizer.momentum.2.weight", "optimizer.momentum.2.bias");
        assertThat(trace.state()).containsKey("optimizer.lr");
        assertThat(model.parameters()).allMatch(parameter -> parameter.grad() == null);
    }

    @Test
    @DisplayName("C1, N5: training compiled gives the same bits as training eagerly, with each optimiser, and so does immediately()")
    void sameBits() {
        List<Function<Sequential, Optimizer>> optimizers = List.of(
                model -> new SGD(model.namedParameters(), 0.1, 0.9, 0, 0.01, true),
                model -> new SGD(model.namedParameters(), 0.1, 0.9, 0.5, 0, false),
                model -> new Adam(model.namedParameters(), 0.01),
                model -> new AdamW(model.namedParameters(), 0.01, 0.9, 0.99, 1e-8, 0.1, true),
                model -> new NAdam(model.parameters(), 0.01),
                model -> new RAdam(model.parameters(), 0.01),
                model -> new RMSprop(model.namedParameters(), 0.01, 0.9, 1e-8, 0.1, 0.5, true),
                model -> new Adagrad(model.namedParameters(), 0.01, 0.1, 0.1, 0, 1e-10),
                model -> new Adadelta(model.parameters()),
                model -> new Adamax(model.parameters(), 0.01));
        for (Function<Sequential, Optimizer> optimizer : optimizers) {
            Sequential eager = model();
            Sequential stepped = model();
            Sequential compiled = model();
            Optimizer eagerly = optimizer.apply(eager);
            Optimizer stepwise = optimizer.apply(stepped);
            Optimizer together = optimizer.apply(compiled);
            CompiledFunction train = trace(compiled, together).compile();
            List<Double> losses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Tensor x = Sinter.randn(5, 4);
                Tensor target = Sinter.randint(0, 3, 5);
                double loss = step(eager, eagerly, x, target).itemDouble();
                losses.add(loss);
                assertThat(train.call(x, target).itemDouble()).isEqualTo(loss);
                try (var _ = Sinter.immediately()) {
                    assertThat(step(stepped, stepwise, x, target).itemDouble()).isEqualTo(loss);
                }
            }
            assertThat(losses).doesNotHaveDuplicates();
            eager.stateDict().forEach((name, tensor) -> {
                assertThat(tensor.buffer().sameBits(compiled.stateDict().get(name).buffer())).as(name).isTrue();
                assertThat(tensor.buffer().sameBits(stepped.stateDict().get(name).buffer())).as(name).isTrue();
            });
        }
    }

    @Test
    @DisplayName("C1: a compiled step does not disturb a value that was computed lazily before it")
    void ownership() {
        Sequential model = model();
        CompiledFunction train = trace(model, new SGD(model.parameters(), 0.1)).compile();
        Tensor weight = model.parameters().get(0);
        Tensor pending = weight.detach().mul(1);
        float[] before = weight.toFloatArray();
        train.call(Sinter.randn(5, 4), Sinter.randint(0, 3, 5));
        assertThat(weight.toFloatArray()).isNotEqualTo(before);
        assertThat(pending.toFloatArray()).isEqualTo(before);
        Tensor copy = weight.detach().clone();
        float[] after = weight.toFloatArray();
        train.call(Sinter.randn(5, 4), Sinter.randint(0, 3, 5));
        assertThat(copy.toFloatArray()).isEqualTo(after);
    }

    @Test
    @DisplayName("C1: an eager training loop settles: from the third step on nothing is compiled")
    void settles() {
        Sequential model = model();
        SGD optimizer = new SGD(model.parameters(), 0.1, 0.9);
        int compiled = 0;
        for (int i = 0; i < 6; i++) {
            if (i == 3) {
                compiled = InterpretingEvaluator.COMPILED.get();
            }
            Tensor x = Sinter.randn(5, 4);
            Tensor target = Sinter.randint(0, 3, 5);
            optimizer.zeroGrad();
            Tensor logits = model.call(x);
            Tensor loss = Functional.crossEntropy(logits, target);
            loss.backward();
            optimizer.step();
            assertThat(loss.itemFloat()).isPositive();
            long right = logits.argmax(1).eq(target).sum().itemLong();
            assertThat(right).isBetween(0L, 5L);
        }
        assertThat(InterpretingEvaluator.COMPILED.get()).isEqualTo(compiled);
    }

    @Test
    @DisplayName("C1: looking at a value while tracing is refused, and so is writing what is no declared state")
    void refusals() {
        Trace.Builder builder = Trace.named("f").input("x: f32[N,4]");
        assertThatThrownBy(() -> builder.run(in -> List.of(in.get(0).mul(in.get(0).sum().itemFloat()))))
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("only shapes and dtypes");
        Tensor outside = Sinter.zeros(4);
        assertThatThrownBy(() -> builder.run(in -> List.of(outside.add_(in.get(0).sum(0)))))
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("no declared state");
        assertThat(outside.toFloatArray()).containsOnly(0);
        Sequential undeclared = model();
        assertThatThrownBy(() -> builder.run(in -> List.of(undeclared.call(in.get(0)))))
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("declare the module");
    }

    @Test
    @DisplayName("C2: what is traced prints as text that reads back to the same text")
    void text() {
        Sequential model = model();
        for (Trace trace : List.of(Trace.of(model, "x: f32[N,4]"),
                trace(model, new Adam(model.namedParameters(), 0.1)))) {
            String text = trace.graph().toString();
            assertThat(Parser.parse(text)).hasToString(text);
        }
    }

    @Test
    @DisplayName("C7: one program serves every batch size: views, means, softmax, losses and concatenation over a symbol")
    void symbolic() {
        Function<List<Tensor>, List<Tensor>> function = in -> {
            Tensor x = in.get(0);
            Tensor flat = x.view(-1, 6).mean(0).add(x.flatten(1).sum(0));
            Tensor halves = Sinter.cat(List.of(x.select(1, 0), x.narrow(1, 1, 1).squeeze(1)), 0);
            Tensor loss = Functional.crossEntropy(x.flatten(1), in.get(1));
            Tensor rows = x.reshape(x.dim(0).times(2), Dim.of(3)).softmax(0).std(0);
            return List.of(flat, halves.mean(), loss, rows, Sinter.ones(x.shape(), x.dtype()).sum(),
                    x.permute(2, 0, 1));
        };
        CompiledFunction compiled = Sinter.trace(function, "x: f32[N,2,3]", "target: i64[N]").compile();
        for (int n : new int[]{1, 2, 5}) {
            Tensor x = Sinter.randn(n, 2, 3);
            Tensor target = Sinter.randint(0, 6, n);
            List<Tensor> eager = function.apply(List.of(x, target));
            List<Tensor> traced = compiled.callAll(x, target);
            for (int i = 0; i < eager.size(); i++) {
                assertThat(traced.get(i).toBuffer().sameBits(eager.get(i).toBuffer())).as("result " + i + " for " + n)
                        .isTrue();
            }
        }
        assertThatThrownBy(() -> Sinter.trace(in -> List.of(in.get(0).view(in.get(0).size(0), 6)), "x: f32[N,2,3]"))
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("symbol N")
                .hasMessageContaining("dim(0)");
    }
}
