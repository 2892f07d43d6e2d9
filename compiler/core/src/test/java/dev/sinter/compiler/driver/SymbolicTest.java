package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.CompiledFunction;
import dev.sinter.Func;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Functional;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SymbolicTest {
    private static double[] values(Tensor x) {
        return x.toDouble().reshape(-1).toDoubleArray();
    }

    private static CompiledFunction compiled(Function<List<Tensor>, List<Tensor>> function, String... inputs) {
        return Sinter.trace(function, inputs).compile();
    }

    @Test
    @DisplayName("C7: one artefact serves every batch size and every length, with the bits of eager")
    void sizes() {
        Sinter.manualSeed(1);
        Tensor w = Sinter.randn(4, 3);
        Function<List<Tensor>, List<Tensor>> f = in -> {
            Tensor x = in.get(0);
            Tensor scores = x.matmul(x.transpose(1, 2)).softmax(2);
            return List.of(scores.matmul(x).matmul(w).mean(1), x.flatten(1, 2));
        };
        CompiledFunction program = compiled(f, "x: f32[N,T,4]");
        assertThat(program.trace().graph().toString()).contains("f32[N,4*T]");
        for (int n : new int[]{1, 3, 7}) {
            for (int t : new int[]{1, 5, 8}) {
                Tensor x = Sinter.randn(n, t, 4);
                List<Tensor> got = program.callAll(x);
                List<Tensor> expected = f.apply(List.of(x));
                for (int i = 0; i < 2; i++) {
                    assertThat(got.get(i).shape()).isEqualTo(expected.get(i).shape());
                    assertThat(values(got.get(i))).isEqualTo(values(expected.get(i)));
                }
            }
        }
    }

    @Test
    @DisplayName("C7: relations between sizes are solved: 2*N+1 gives N, T+1 beside T is checked, a wrong one is named")
    void relations() {
        CompiledFunction odd = compiled(in -> List.of(in.get(0).narrow(0, 1, 2)), "x: f32[2*N+1]");
        assertThat(values(odd.call(Sinter.arange(7).toFloat()))).containsExactly(1, 2);
        assertThatThrownBy(() -> odd.call(Sinter.arange(6).toFloat())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2*N+1 for no N").hasMessageContaining("dimension 0 is 6");
        CompiledFunction shifted = compiled(in -> List.of(in.get(0).sum().add(in.get(1).sum())), "x: f32[T]",
                "z: f32[T+1]");
        assertThat(shifted.call(Sinter.ones(3), Sinter.ones(4)).itemDouble()).isEqualTo(7);
        assertThatThrownBy(() -> shifted.call(Sinter.ones(3), Sinter.ones(3)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("4 = T+1");
        CompiledFunction two = compiled(in -> List.of(in.get(0).sum().mul(in.get(1).sum())), "x: f32[3*N+M]",
                "z: f32[M]");
        assertThat(two.call(Sinter.ones(8), Sinter.ones(2)).itemDouble()).isEqualTo(16);
        assertThatThrownBy(() -> compiled(in -> List.of(in.get(0).sum()), "x: f32[N*M]"))
                .hasMessageContaining("N").hasMessageContaining("M");
    }

    @Test
    @DisplayName("C7: strided convolutions and pooling of any size, and their gradients")
    void convolutions() {
        Sinter.manualSeed(2);
        Tensor w = Sinter.randn(2, 1, 3, 3);
        Function<List<Tensor>, List<Tensor>> f = in -> List
                .of(Func.grad((Tensor x) -> Functional.maxPool2d(Functional.conv2d(x, w, null, 2, 1, 1, 1), 2, 2, 0)
                        .pow(2).sum())
                        .apply(in.get(0)));
        CompiledFunction program = compiled(f, "x: f32[N,1,H,W]");
        for (int size : new int[]{6, 7, 10}) {
            Tensor x = Sinter.randn(2, 1, size, size + 3);
            assertThat(values(program.call(x))).isEqualTo(values(f.apply(List.of(x)).get(0)));
        }
    }

    @Test
    @DisplayName("C7: a shape that depends on values is refused by name, with what to do")
    void dataDependent() {
        assertThatThrownBy(
                () -> compiled(in -> List.of(in.get(0).narrow(0, 0, (long) in.get(0).sum().itemDouble())), "x: f32[N]"))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("value");
        assertThatThrownBy(() -> compiled(in -> List.of(in.get(0).slice(0, 0, in.get(0).size(0) - 1)), "x: f32[N]"))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("dim(0)");
    }
}
