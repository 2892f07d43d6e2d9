package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

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
}
