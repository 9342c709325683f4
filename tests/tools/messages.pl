#!/usr/bin/perl
# Lists every text that a person may read, in both languages, and says which lack one:
#
#	messages.pl TOP           what is wrong: FILE:LINE: what, and the text
#	messages.pl --list TOP    all of them: FILE:LINE, Chinese, English
#
# Of the sources: T("english", "中文"), pairs of literals in initialisers, and every other literal
# with Chinese in it. Of config/: objects with "zh" or "en", charts, the page's script and the
# names of codes. The files under @vocabulary hold words to be recognised, not to be read.
use strict;
use warnings;

my $list = @ARGV && $ARGV[0] eq '--list' && shift;
my $top = shift // die "usage: messages.pl [--list] TOP\n";
my $wrong = 0;

# What returns call things, in whatever language they come; and a table that has both side by side.
my @vocabulary = qw(
	pipeline/base/digits pipeline/base/fold pipeline/io/html_ pipeline/io/number_format
	pipeline/model/amount pipeline/model/period pipeline/model/unit pipeline/normalize/
	pipeline/trace/raw_files pipeline/model/indicator_list
);

my $han = qr/[\xe4-\xe9][\x80-\xbf][\x80-\xbf]/;   # UTF-8, U+4000 to U+9FFF
my $wide = qr/(?:\xe3\x80[\x80-\xbf]|\xef[\xbc-\xbe][\x80-\xbf])/;   # punctuation of Chinese

sub complain {
	my ($where, $what, $text) = @_;
	$text =~ s/\n/\\n/g;
	print "$where: $what: $text\n";
	$wrong++;
}

# Letters that make words: not the conversions of a format, nor markup.
sub words {
	my $text = shift;
	$text =~ s/%[-+ #0-9.*'\$]*(?:hh|h|ll|l|z|j|t)?[a-zA-Z%]//g;
	$text =~ s/\\[a-z]|<[^>]*>|&[a-z]+;//g;
	return $text =~ /[A-Za-z]{3,}/;
}

# Conversions in the order of their arguments.
sub conversions {
	my ($text, $next, %at) = (shift, 1);
	while ($text =~ /%(?:(\d+)\$)?[-+ #0]*(?:\*|\d+)?(?:\.(\*|\d+))?(?:hh|h|ll|l|z|j|t)?([a-zA-Z%])/g) {
		$at{$1 || $next++} = $3 unless $3 eq '%';
	}
	return join ' ', map { "$at{$_}" } sort { $a <=> $b } keys %at;
}

sub check_pair {
	my ($where, $zh, $en) = @_;
	print "$where\t$zh\t$en\n" if $list;
	(my $quoted_none = $en) =~ s/\\".*?\\"|\{.*?\}//g;   # what is to be written as it stands
	complain($where, 'no Chinese', $en)
		if words($en) && $en !~ m{^[\w/.]+$} && $zh !~ /[\x80-\xff]/ && $zh ne $en;
	complain($where, 'the same in both languages', $en)
		if $zh eq $en && $en =~ /[a-z]{3,} [a-z]{2,}/;
	complain($where, 'no English', $zh) if $zh =~ $han && !words($en) && $en !~ /[A-Za-z%]/;
	complain($where, 'Chinese in the English', $en) if $quoted_none =~ $han || $quoted_none =~ $wide;
	complain($where, 'other conversions', "$zh | $en") if conversions($zh) ne conversions($en);
}

# --- Sources ---------------------------------------------------------------------------------

# Between the two of a pair: {"中文", "English"}, MACRO "…", or each in a call or assignment of its own.
my $comma = qr/^[\s\\]*,[\s\\]*(?:[A-Z_]+\s+)?(?:\.\w+\s*=\s*)?$/;
my $apart = qr/^[^";]*\)[,;]\s*(?:(?:char \*)?en = xasprintf|join)\([^"]*$/;

# A C source as literals, each with its line and what stands between it and the one before.
sub literals {
	my $source = shift;
	my ($line, $between, @found) = (1, '');
	while ($source =~ m{\G(?:(/\*.*?\*/|//[^\n]*)|"((?:[^"\\]|\\.)*)"|('(?:[^'\\]|\\.)+')|(.))}gs) {
		my ($comment, $literal, $char, $other) = ($1, $2, $3, $4);
		if (defined $literal) {
			if (@found && $between =~ /^\s*$/ && $found[-1]{line}) {
				$found[-1]{text} .= $literal;   # adjacent ones are one
			} else {
				push @found, { text => $literal, line => $line, before => $between,
					recent => substr($source, 0, $-[0]) =~ /(.{0,300})$/s ? $1 : '' };
			}
			$between = '';
		} else {
			$between .= $comment ? ' ' : $char // $other;
		}
		$line += ($& =~ tr/\n//);
	}
	return @found;
}

sub check_source {
	my ($path, $source) = @_;
	my @found = literals($source);
	my $is_vocabulary = grep { index($path, $_) == 0 } @vocabulary;
	for my $i (0 .. $#found) {
		my ($this, $next) = @found[$i, $i + 1];
		my $where = "$path:$this->{line}";
		if ($this->{before} =~ /\bT\(\s*$/) {
			if ($next && $next->{before} =~ $comma) {
				check_pair($where, $next->{text}, $this->{text});
				$next->{checked} = 1;
			} else {
				complain($where, 'T() without two literals', $this->{text});
			}
			$this->{checked} = 1;
		} elsif ($this->{text} =~ $han && !$this->{checked} && !$is_vocabulary) {
			# {"中文", "English"}, or "english", "中文" in a table of options
			my $before = $i ? $found[$i - 1] : undef;
			if ($next && $next->{before} =~ /$comma|$apart/ && $next->{text} !~ $han) {
				check_pair($where, $this->{text}, $next->{text});
				$next->{checked} = 1;
			} elsif ($before && $this->{before} =~ $comma && $before->{text} !~ $han) {
				check_pair($where, $this->{text}, $before->{text});
			} elsif ($this->{recent} !~ /LANG_ZH|unit_find\(slice_of\($/) {
				complain($where, 'Chinese alone', $this->{text});
			}
		}
	}
}

# --- Configuration ---------------------------------------------------------------------------

sub check_json {
	my ($path, $source) = @_;
	my $line = 1;
	while ($source =~ /\G(.*?)\{([^{}]*)\}/gs) {
		my ($before, $object) = ($1, $2);
		$line += ($before =~ tr/\n//);
		my ($zh) = $object =~ /"zh":\s*"((?:[^"\\]|\\.)*)"/;
		my ($en) = $object =~ /"en":\s*"((?:[^"\\]|\\.)*)"/;
		if (defined $zh || defined $en) {
			complain("$path:$line", 'no English', $zh) if !length($en // '');
			complain("$path:$line", 'no Chinese', $en) if !length($zh // '');
			check_pair("$path:$line", $zh, $en) if length($zh // '') && length($en // '');
		}
		$line += ($object =~ tr/\n//);
		pos($source) = pos($source);
	}
}

# Texts of charts are chosen by `lang`; all others come from the table.
sub check_chart {
	my ($path, $source) = @_;
	my $line = 0;
	for (split /\n/, $source) {
		$line++;
		while (/"((?:[^"\\]|\\.)*)"/g) {
			my $text = $1;
			if ($text =~ $han) {
				complain("$path:$line", 'Chinese without `lang`', $text)
					unless $text =~ /lang\s*===?\s*'(?:zh|en)'/ && $text =~ /'[^']*[A-Za-z][^']*'/;
				print "$path:$line\t$text\n" if $list;
			} elsif ($text =~ /'[A-Za-z]+ [A-Za-z ]+'/ && $text !~ /lang/) {
				complain("$path:$line", 'English without `lang`', $text);
			}
		}
	}
}

sub check_script {
	my ($path, $source) = @_;
	my $line = 0;
	for (split /\n/, $source) {
		$line++;
		next unless /\b(?:zh|en): "/;
		my ($zh) = /\bzh: "([^"]*)"/;
		my ($en) = /\ben: "([^"]*)"/;
		check_pair("$path:$line", $zh // '', $en // '');
	}
	while ($source =~ /\n([^\n]*$han[^\n]*)/g) {
		my $text = $1;
		complain($path, 'Chinese alone', $text) unless $text =~ /\ben: "|lang === "zh"|^\s*[\/*]/;
	}
}

sub check_codes {
	my ($path, $source) = @_;
	my ($head, @rows) = split /\n/, $source;
	my @columns = split /,/, $head;
	my ($zh) = grep { $columns[$_] eq 'name_zh' } 0 .. $#columns;
	my ($en) = grep { $columns[$_] eq 'name_en' } 0 .. $#columns;
	return unless defined $zh && defined $en;
	for my $i (0 .. $#rows) {
		my @fields;
		push @fields, defined $1 ? $1 : $2 while $rows[$i] =~ /\G(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g && @fields <= @columns;
		my $where = "$path:" . ($i + 2);
		complain($where, 'no name in English', $rows[$i]) unless length($fields[$en] // '');
		complain($where, 'no name in Chinese', $rows[$i]) unless length($fields[$zh] // '');
		print "$where\t$fields[$zh]\t$fields[$en]\n" if $list;
	}
}

# A template is in one language, but for its remarks and what it looks for in a table.
sub check_template {
	my ($path, $source) = @_;
	my $line = 0;
	for (split /\n/, $source) {
		$line++;
		next if m{^//};
		my $line_as_it_was = $_;
		s/\{[^}]*\}//g;   # units and values are those of the data
		complain("$path:$line", 'Chinese in the English', $line_as_it_was) if $path =~ /\.en\./ && /$han/;
		print "$path:$line\t$line_as_it_was\n" if $list && /\S/;
	}
}

# --- All of it -------------------------------------------------------------------------------

chdir $top or die "$top: $!\n";
for my $rule (
	[\&check_source, glob('pipeline/*/*.[ch]'), glob('cmd/*.[ch]')],
	[\&check_json, glob('config/*.json')],
	[\&check_chart, glob('config/charts/*.json')],
	[\&check_script, 'config/page/page.js'],
	[\&check_template, glob('config/bulletin/*.md')],
	[\&check_codes, 'config/regions.csv', 'config/industries.csv'],
) {
	my ($check, @paths) = @$rule;
	for my $path (@paths) {
		open my $file, '<', $path or next;
		local $/;
		$check->($path, scalar <$file>);
	}
}
exit($wrong ? 1 : 0);
