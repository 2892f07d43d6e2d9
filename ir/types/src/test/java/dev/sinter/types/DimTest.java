package dev.sinter.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A dimension")
class DimTest {
    private static final Dim N = Dim.symbol("N");
    private static final Dim M = Dim.symbol("M");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0                          | 0
            N-N                        | 0
            1+N+1                      | N+2
            M*N                        | M*N
            N*M                        | M*N
            (N+1)*(N-1)                | N*N-1
            (N+1)*(N+1)                | N*N+2*N+1
            2*N-3*M                    | -3*M+2*N
            -(N-1)                     | -N+1
            floordiv(4*N+5,4)          | N+1
            floordiv(4*N+6,4)          | N+1
            floordiv(N,1)              | N
            floordiv(N,N)              | 1
            floordiv(N*M,N)            | M
            floordiv(N+1,2)            | floordiv(N+1,2)
            floordiv(N+5,2)            | floordiv(N+1,2)+2
            floordiv(N-1,2)            | floordiv(N+1,2)-1
            floordiv(floordiv(N,2),3)  | floordiv(N,6)
            floordiv(7,2)              | 3
            floordiv(-7,2)             | -4
            floordiv(N,-1)             | -N
            floordiv(2*N+1,N)          | floordiv(1,N)+2
            i10+i2                     | i2+i10
            """)
    void hasOneCanonicalForm(String written, String canonical) {
        assertThat(Dim.parse(written)).hasToString(canonical).isEqualTo(Dim.parse(canonical));
        assertThat(Dim.parse(written).hashCode()).isEqualTo(Dim.parse(canonical).hashCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "+", "N+", "*N", "(N", "N)", "2N", "N N", "N/2", "1e3", "N%2", "floordiv(N)",
        "floordiv(N,0)",
        "floordiv(N,2", "99999999999999999999", "é", "#0", "$0", "N,M",
        "9223372036854775807*N*2", "9223372036854775807+1", "N*9223372036854775807+N"})
    void isRefusedWhereItIsMalformed(String text) {
        assertThatThrownBy(() -> Dim.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message().startsWith("the dimension '" + text + "' is malformed at character ");
    }

    @Test
    void knowsWhetherItIsConstant() {
        assertThat(Dim.of(3).isConstant()).isTrue();
        assertThat(Dim.of(3).is(3)).isTrue();
        assertThat(Dim.of(3).is(4)).isFalse();
        assertThat(N.isConstant()).isFalse();
        assertThat(N.minus(N).is(0)).isTrue();
        assertThat(Dim.of(1L << 40).constant()).isEqualTo(1L << 40);
        assertThatThrownBy(N::constant)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the dimension N is symbolic where a number is needed");
    }

    @Test
    void refusesOverflowAndDivisionByZero() {
        Dim huge = Dim.of(Long.MAX_VALUE);
        assertThatThrownBy(() -> huge.plus(1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> huge.times(N).times(2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> N.times(N).evaluate(name -> Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> N.floorDiv(0)).isInstanceOf(ArithmeticException.class)
                .hasMessage("division of the dimension N by zero");
    }

    @Test
    void hasSymbolsAlsoInsideDivisions() {
        Dim dim = N.plus(M).floorDiv(Dim.symbol("K")).times(2);
        assertThat(dim.symbols()).containsExactly("K", "M", "N");
        assertThat(dim.mentions("K")).isTrue();
        assertThat(dim.mentions("L")).isFalse();
    }

    @Test
    void hasTheFactorOfASymbolWhereItIsLinear() {
        assertThat(N.times(3).plus(M).coefficient("N")).isEqualTo(Dim.of(3));
        assertThat(N.times(M).plus(N).coefficient("N")).isEqualTo(M.plus(1));
        assertThat(M.coefficient("N")).isEqualTo(Dim.ZERO);
        assertThat(N.times(N).coefficient("N")).isNull();
        assertThat(N.floorDiv(2).coefficient("N")).isNull();
        assertThat(N.floorDiv(2).times(N).coefficient("N")).isNull();
    }

    @Test
    void isNonNegativeWhereTheSignsShowIt() {
        assertThat(N.times(2).plus(1).isNonNegative()).isTrue();
        assertThat(N.plus(1).floorDiv(2).isNonNegative()).isTrue();
        assertThat(N.minus(1).isNonNegative()).isFalse();
        assertThat(N.minus(1).floorDiv(2).isNonNegative()).isFalse();
    }

    @Test
    void usesTheExtentsOfCoordinates() {
        Dim i = Dim.coordinate(0);
        Dim j = Dim.coordinate(1);
        Dim flat = i.times(M).plus(j);
        assertThat(flat.floorDiv(M, name -> name.equals("#1") ? M : N)).isEqualTo(i);
        assertThat(flat.mod(M, name -> name.equals("#1") ? M : N)).isEqualTo(j);
        assertThat(flat.floorDiv(M)).isNotEqualTo(i);
    }

    @Test
    void simplifiesDivisionsOfDivisionsByExtents() {
        Dim i = Dim.coordinate(0);
        Dim quarter = i.floorDiv(4);
        assertThat(quarter.mod(Dim.of(8), name -> Dim.of(32))).isEqualTo(quarter);
        assertThat(quarter.mod(Dim.of(8), name -> Dim.of(33))).isNotEqualTo(quarter);
        assertThat(quarter.times(2).plus(1).floorDiv(Dim.of(16), name -> Dim.of(32))).isEqualTo(Dim.ZERO);
        assertThat(i.floorDiv(N).floorDiv(M)).isEqualTo(i.floorDiv(N.times(M)));
        assertThat(i.floorDiv(N).floorDiv(M, name -> name.equals("#0") ? N.times(M) : null)).isEqualTo(Dim.ZERO);
    }

    @Test
    void coordinatesAndLoadedIntegersCannotBeWrittenByUsers() {
        assertThat(Dim.coordinate(2)).hasToString("#2");
        assertThat(Dim.loaded(1)).hasToString("$1");
        assertThatThrownBy(() -> Dim.symbol("#2")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("not '#2'");
        assertThatThrownBy(() -> Dim.symbol("2N")).isInstanceOf(IllegalArgumentException.class);
    }
}
