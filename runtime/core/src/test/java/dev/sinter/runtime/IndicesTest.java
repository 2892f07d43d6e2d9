package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IndicesTest {
    @Test
    void givesAnIndexThatLiesWithin() {
        assertThat(Indices.within(0, 1)).isZero();
        assertThat(Indices.within(6, 7)).isEqualTo(6);
    }

    @Test
    void saysWhichIndicesAreAllowed() {
        assertThatThrownBy(() -> Indices.within(3, 3)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("the index 3 points outside of an axis of size 3; 0 to 2 is allowed");
        assertThatThrownBy(() -> Indices.within(0, 0))
                .hasMessage("the index 0 points outside of an axis of size 0; no index is allowed there");
    }
}
