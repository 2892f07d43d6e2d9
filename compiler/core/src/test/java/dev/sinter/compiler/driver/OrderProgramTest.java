package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.CompiledFunction;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrderProgramTest {
    @Test
    @DisplayName("T8: sorted, scanned and chosen in compiled programs: the order that Arrays.sort gives, and eager bits")
    void compiled() {
        Sinter.manualSeed(3);
        Tensor x = Sinter.rand(300);
        float[] sorted = x.toFloatArray();
        Arrays.sort(sorted);
        assertThat(x.sort().values().toFloatArray()).containsExactly(sorted);
        List<Function<Tensor, Tensor>> functions = List.of(in -> in.sort(0, true).values(), in -> in.cumsum(0),
                in -> in.cummax(0).values(), in -> in.median(), in -> in.topk(7).values(), in -> in.histc(9, 0, 1));
        for (Function<Tensor, Tensor> function : functions) {
            Tensor compiled = Sinter.trace(in -> List.of(function.apply(in.get(0))), "x: f32[300]").compile().call(x);
            assertThat(compiled.equal(function.apply(x))).isTrue();
        }
    }

    @Test
    @DisplayName("T8, C7: one program sorts, ranks and accumulates rows of any length")
    void symbolic() {
        List<Function<Tensor, Tensor>> functions = List.of(in -> in.sort(1, false).values(),
                in -> in.argsort(1, true), in -> in.cumsum(1), in -> in.cumprod(1), in -> in.logCumSumExp(1),
                in -> in.cummin(1).values(), in -> in.median(1, true).values(), in -> in.mode(1, true).values(),
                in -> in.kthValue(1, 1, true).values(), in -> in.topk(1).values(), in -> in.diff(1));
        for (Function<Tensor, Tensor> function : functions) {
            CompiledFunction compiled = Sinter.trace(in -> List.of(function.apply(in.get(0))), "x: f64[2,N]").compile();
            for (long n : new long[]{1, 2, 30}) {
                Tensor x = Sinter.randint(-9, 9, 2, n).toDouble();
                assertThat(compiled.call(x).equal(function.apply(x))).isTrue();
            }
        }
    }
}
