package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FamilyTest {
    /** The text of the graph with symbols that the family has for each of these, or null. */
    private static List<@Nullable String> generals(String... texts) {
        Family family = new Family();
        List<@Nullable String> generals = new ArrayList<>();
        for (String text : texts) {
            Family.General general = family.general(Family.Member.of(text));
            generals.add(general == null ? null : general.graph().toString());
        }
        return generals;
    }

    private static String mean(int n) {
        return """
                graph @eager(%%x0: f32[%d,4], %%x1: f32[4]) {
                  %%0: f32[%d,4] = add %%x0, %%x1
                  %%1: f32[%d] = slice %%x1 {starts=[0], sizes=[4], steps=[1]}
                  %%2: f32[4] = reduce %%0 {kind=sum, axes=[0]}
                  %%3: f32[] = constant {value=%d.0}
                  %%4: f32[4] = div %%2, %%3
                  %%5: f32[%d] = reshape %%0
                  %%6: f32[] = constant {value=-0.0}
                  %%7: f32[4] = add %%4, %%6
                  return y0=%%7, y1=%%5
                }
                """.formatted(n, n, 4, n, 4 * n);
    }

    @Test
    @DisplayName("C7: three graphs that differ in sizes become one with a symbol, products and counts included")
    void sizes() {
        List<@Nullable String> generals = generals(mean(3), mean(5), mean(6), mean(1), mean(5));
        assertThat(generals.subList(0, 2)).containsOnlyNulls();
        assertThat(generals.get(2)).isEqualTo("""
                graph @eager(%x0: f32[S0,4], %x1: f32[4]) {
                  %0: f32[S0,4] = add %x0, %x1
                  %1: f32[4] = reduce %0 {kind=sum, axes=[0]}
                  %2: i64[] = size {dim=S0}
                  %3: f32[] = cast %2 {to=f32}
                  %4: f32[4] = div %1, %3
                  %5: f32[] = constant {value=-0.0}
                  %6: f32[4] = add %4, %5
                  %7: f32[4*S0] = reshape %0
                  return y0=%6, y1=%7
                }
                """);
        assertThat(generals.get(3)).isEqualTo(generals.get(2));
        assertThat(generals.get(4)).isEqualTo(generals.get(2));
    }

    private static String window(int length, int start, int more) {
        return """
                graph @eager(%%x0: f32[%d], %%x1: f32[%d]) {
                  %%0: f32[%d] = concat %%x0, %%x1 {axis=0}
                  %%1: f32[3] = slice %%0 {starts=[%d], sizes=[3], steps=[1]}
                  return y0=%%1
                }
                """.formatted(length, more, length + more, start);
    }

    @Test
    @DisplayName("C7: two sizes that grow by themselves become two symbols, and a place that follows a size a sum")
    void twoSymbols() {
        List<@Nullable String> generals = generals(window(4, 1, 1), window(5, 2, 7), window(7, 4, 2), window(9, 6, 4),
                window(9, 5, 4));
        assertThat(generals.get(2)).isEqualTo("""
                graph @eager(%x0: f32[S0], %x1: f32[S1]) {
                  %0: f32[S0+S1] = concat %x0, %x1 {axis=0}
                  %1: f32[3] = slice %0 {starts=[S0-3], sizes=[3], steps=[1]}
                  return y0=%1
                }
                """);
        assertThat(generals.get(3)).isEqualTo(generals.get(2));
        // Another start is another meaning.
        assertThat(generals.get(4)).isNull();
    }

    private static String scaled(int n, String number) {
        return """
                graph @eager(%%x0: f32[%d]) {
                  %%0: f32[] = constant {value=%s}
                  %%1: f32[%d] = mul %%x0, %%0
                  return y0=%%1
                }
                """.formatted(n, number, n);
    }

    @Test
    @DisplayName("C7: a number that follows no size, a zero of the other sign, or a number that is no input's size makes no common graph")
    void otherNumbers() {
        assertThat(generals(scaled(2, "2.0"), scaled(3, "9.0"), scaled(5, "5.0"))).containsOnlyNulls();
        List<@Nullable String> generals = generals(scaled(2, "0.0"), scaled(3, "0.0"), scaled(5, "0.0"),
                scaled(7, "-0.0"),
                scaled(7, "0.5"), scaled(7, "0.0"));
        assertThat(generals.get(2)).isNotNull();
        assertThat(generals.get(3)).isNull();
        assertThat(generals.get(4)).isNull();
        assertThat(generals.get(5)).isEqualTo(generals.get(2));
    }

    @Test
    @DisplayName("C7: an eager loop over growing sizes compiles a few programs only")
    void growing() {
        int learnt = 0;
        for (int n = 1; n <= 40; n++) {
            Tensor part = Sinter.arange(n).toFloat();
            Sinter.evaluate(part);
            assertThat(part.add(1).mean().itemDouble()).isEqualTo((n + 1) / 2.0);
            learnt = n == 6 ? InterpretingEvaluator.COMPILED.get() : learnt;
        }
        assertThat(InterpretingEvaluator.COMPILED.get() - learnt).isLessThan(10);
    }
}
