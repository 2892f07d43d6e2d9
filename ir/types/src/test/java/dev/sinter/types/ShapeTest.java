package dev.sinter.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A shape")
class ShapeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                  | 0 | 1         | []
            [3]                 | 1 | 3         | [1]
            [2,3,4]             | 3 | 24        | [12, 4, 1]
            [N,2*N+1]           | 2 | 2*N*N+N   | [2*N+1, 1]
            [floordiv(N,2),0]   | 2 | 0         | [0, 1]
            """)
    void hasARankASizeAndStrides(String text, int rank, String numel, String strides) {
        Shape shape = Shape.parse(text);
        assertThat(shape.text()).isEqualTo(text);
        assertThat(shape.rank()).isEqualTo(rank);
        assertThat(shape.numel()).hasToString(numel);
        assertThat(shape.rowMajorStrides()).hasToString(strides);
        assertThat(shape.isStatic()).isEqualTo(!text.contains("N"));
    }

    @Test
    void countsNegativeAxesFromTheEnd() {
        Shape shape = Shape.of(2, 3, 4);
        assertThat(shape.dim(-1)).isEqualTo(Dim.of(4));
        assertThat(shape.size(-3)).isEqualTo(2);
        assertThat(shape.sizes()).containsExactly(2, 3, 4);
        assertThat(shape).hasToString("[2, 3, 4]").isEqualTo(Shape.parse("[2, 3, 4]"));
        assertThatThrownBy(() -> Shape.parse("[N]").size(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hasNoNegativeSizes() {
        assertThatThrownBy(() -> Shape.of(2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a dimension is 0 or more, but the shape is [2, -1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "]", "3", "[3", "3]", "[,]", "[3,]", "[3 4]", "(3)"})
    void isRefusedWhereItIsMalformed(String text) {
        assertThatThrownBy(() -> Shape.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void splitsAtCommasOutsideOfParentheses() {
        assertThat(Shape.split("a, floordiv(b,c) ,d")).isEqualTo(List.of("a", "floordiv(b,c)", "d"));
        assertThat(Shape.split(" ")).isEmpty();
        assertThat(Shape.split("a,")).isEqualTo(List.of("a", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32[]", "f64[N,4]", "bool[2]", "u8[2*N+1]"})
    void withADtypeIsATensorType(String text) {
        assertThat(TensorType.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "f32", "[3]", "f32[3", "g32[3]", "F32[3]"})
    void withoutADtypeIsNone(String text) {
        assertThatThrownBy(() -> TensorType.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
