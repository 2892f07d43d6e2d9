package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#channelShuffle}. */
public final class ChannelShuffle extends Module {
    private final int groups;

    public ChannelShuffle(int groups) {
        this.groups = groups;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.channelShuffle(x, groups);
    }

    @Override
    protected String describe() {
        return "groups=" + groups;
    }
}
