# One line of standard input is one step, see clients/contract.md. The argument is the class: Redis or Redis::Fast.
use strict;
use warnings;

my $class = shift;
eval "require $class" or die $@;
$| = 1;

sub show {
    my ($reply) = @_;
    return 'nil' unless defined $reply;
    return '[' . join(' ', map { show($_) } @$reply) . ']' if ref $reply eq 'ARRAY';
    return $reply;
}

my %options = (server => "127.0.0.1:$ENV{LATCHKEY_PORT}");
$options{reconnect} = 5 if $ENV{LATCHKEY_RECONNECT};
my $redis = $class->new(%options);
while (my $line = <STDIN>) {
    chomp $line;
    my ($kind, @rest) = split /\t/, $line;
    if ($kind eq 'call') {
        my ($name, @words) = @rest;
        $name = lc $name;
        my $reply = eval { my @all = $redis->$name(@words); show(@all == 1 ? $all[0] : \@all) };
        if (defined $reply) {
            print "value\t$reply\n";
        } else {
            (my $error = $@) =~ s/,?\s+at \S+ line \d+.*//s; # where in this program
            $error =~ s/[\n\t]+/ /g;
            my $kind = $error =~ /^\[\w+\] [A-Z]{3,} / ? 'refused' : 'error';
            print "$kind\tdie\t$error\n";
        }
    } elsif ($kind eq 'pipeline') {
        my @shown;
        my $done = eval {
            for my $command (@rest) {
                my ($name, @words) = split /\|/, $command;
                $name = lc $name;
                my $at = @shown;
                push @shown, undef;
                $redis->$name(@words, sub { my ($reply, $error) = @_; $shown[$at] = defined $error ? "!$error" : show($reply) });
            }
            $redis->wait_all_responses;
            1;
        };
        print $done ? "value\t[@shown]\n" : "error\tdie\t" . ($@ =~ s/[\n\t]+/ /gr) . "\n";
    } else {
        print "unsupported\n";
    }
}
