package dev.sinter.ir.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An expression")
class ExprTest {
    private final Expr x = new Expr.Arg(0, DType.F32);
    private final Expr y = new Expr.Arg(1, DType.F32);

    @Test
    void printsLikeAnApplication() {
        Expr expr = Expr.cast(DType.F16, Expr.apply(ScalarOp.FMA, x, y, Expr.of(0.5f)));
        assertThat(expr).hasToString("cast.f16(fma($0, $1, 0.5))");
        assertThat(new Expr.Index(Dim.coordinate(0).plus(1))).hasToString("(#0+1)");
    }

    @Test
    void equalsWhatIsBuiltAlike() {
        assertThat(Expr.apply(ScalarOp.ADD, x, y)).isEqualTo(Expr.apply(ScalarOp.ADD, x, y))
                .hasSameHashCodeAs(Expr.apply(ScalarOp.ADD, x, y));
        assertThat(Expr.apply(ScalarOp.ADD, x, y)).isNotEqualTo(Expr.apply(ScalarOp.ADD, y, x));
        assertThat(Expr.of(0f)).isNotEqualTo(Expr.of(-0f));
    }

    @Test
    void foldsTheCastOfAConstantAndOfItsOwnDtype() {
        assertThat(Expr.cast(DType.F64, Expr.of(0.5f))).isEqualTo(Expr.of(0.5));
        assertThat(Expr.cast(DType.F32, x)).isSameAs(x);
    }

    @Test
    void keepsSharedSubtreesSharedWhenLeavesAreReplaced() {
        Expr tower = x;
        for (int i = 0; i < 60; i++) {
            tower = Expr.apply(ScalarOp.ADD, tower, tower);
        }
        Expr.Apply replaced = (Expr.Apply) tower.replace(leaf -> leaf.equals(x) ? y : leaf);
        assertThat(replaced.arg(0)).isSameAs(replaced.arg(1));
        assertThat(tower.replace(leaf -> leaf)).isSameAs(tower);
    }

    @Test
    void isRefusedWhereTheDtypesDoNotFit() {
        assertThatThrownBy(() -> Expr.apply(ScalarOp.ADD, x, Expr.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ADD on f32 and f64: the dtypes differ");
        assertThatThrownBy(() -> Expr.apply(ScalarOp.ADD, x)).hasMessage("ADD takes 2 arguments, not 1");
        assertThatThrownBy(() -> Expr.apply(ScalarOp.AND, x, y)).hasMessage("AND is not defined on f32");
        assertThatThrownBy(() -> Expr.apply(ScalarOp.SELECT, x, x, y)).hasMessage("SELECT is not defined on f32");
        assertThatThrownBy(() -> Expr.bitcast(DType.I64, x)).hasMessage("bitcast from f32 to i64: the widths differ");
        assertThatThrownBy(() -> Expr.bitcast(DType.BOOL, new Expr.Arg(0, DType.U8)))
                .hasMessage("bitcast from u8 to bool: a bool is 0 or 1, not any byte");
    }

    @ParameterizedTest
    @CsvSource({
        "f32, 0.1", "f32, -0.0", "f32, 1.4E-45", "f32, nan", "f32, -inf", "f64, 0.1", "f64, 4.9E-324", "f64, inf",
        "f16, 65504.0", "bf16, 9.1835E-41", "i64, -9223372036854775808", "i8, -128", "u8, 255", "bool, true",
    })
    void literalsReadBackAsPrinted(String dtype, String text) {
        DType type = DType.parse(dtype);
        assertThat(Literals.text(type, Literals.parse(type, text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "f32, 1f", "f32, 0x1p3", "f32, Infinity", "f32, NaN", "f32, ''", "f64, 1d", "i32, 2147483648", "i8, 128",
        "u8, -1", "i64, 1.0",
        "bool, 1", "f32, true", "f32, -nan", "i32, ١",
    })
    void literalsAreRefusedWhereTheyAreMalformed(String dtype, String text) {
        assertThatThrownBy(() -> Literals.parse(DType.parse(dtype), text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a value of " + dtype);
    }
}
