package dev.sinter.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A dtype")
class DTypeTest {
    @ParameterizedTest
    @CsvSource({
        "f32,  FLOAT,    4, f32", "f64,  FLOAT,    8, f64", "f16,  FLOAT,    2, f32", "bf16, FLOAT,    2, f32",
        "i64,  SIGNED,   8, i64", "i32,  SIGNED,   4, i32", "i16,  SIGNED,   2, i32", "i8,   SIGNED,   1, i32",
        "u8,   UNSIGNED, 1, i32", "bool, BOOL,     1, i32",
    })
    void hasAKindAWidthAndADtypeToComputeIn(String text, DType.Kind kind, int bytes, String computed) {
        DType dtype = DType.parse(text);
        assertThat(dtype).hasToString(text);
        assertThat(dtype.kind()).isEqualTo(kind);
        assertThat(dtype.bytes()).isEqualTo(bytes);
        assertThat(dtype.bits()).isEqualTo(8 * bytes);
        assertThat(dtype.computed()).isEqualTo(DType.parse(computed));
        assertThat(dtype.computed().computed()).isEqualTo(dtype.computed());
        assertThat(dtype.isFloating()).isEqualTo(kind == DType.Kind.FLOAT);
        assertThat(dtype.isInteger()).isEqualTo(kind == DType.Kind.SIGNED || kind == DType.Kind.UNSIGNED);
    }

    @Test
    void isRefusedWhereItIsUnknown() {
        assertThatThrownBy(() -> DType.parse("f8"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown dtype 'f8'; known are [bf16, bool, f16, f32, f64, i16, i32, i64, i8, u8]");
    }
}
