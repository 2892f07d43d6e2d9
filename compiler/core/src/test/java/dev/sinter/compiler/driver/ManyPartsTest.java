package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManyPartsTest {
    @Test
    @DisplayName("T11: hundreds of losses that were kept in a list are stacked, and differentiate")
    void stacked() {
        List<Tensor> losses = new ArrayList<>();
        Tensor w = Sinter.tensor(2.0).requiresGrad_();
        double expected = 0;
        for (int i = 0; i < 600; i++) {
            Tensor loss = w.mul(i);
            losses.add(loss);
            expected += i;
        }
        Tensor all = Sinter.stack(losses, 0);
        float[] values = all.toFloatArray();
        for (int i = 0; i < 600; i++) {
            assertThat(values[i]).isEqualTo(2f * i);
        }
        all.sum().backward();
        assertThat(w.grad().itemDouble()).isEqualTo(expected);
    }

    @Test
    @DisplayName("T11: hundreds of tensors, computed before, are put side by side")
    void sideBySide() {
        List<Tensor> parts = new ArrayList<>();
        List<Float> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            float[] values = new float[i % 3];
            for (int j = 0; j < values.length; j++) {
                values[j] = 10 * i + j;
                expected.add(values[j]);
            }
            parts.add(Sinter.tensor(values));
        }
        assertThat(Sinter.cat(parts, 0).toFloatArray()).containsExactly(expected.toArray(Float[]::new));
    }
}
